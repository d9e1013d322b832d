"""What `generate_example.py` draws from: kinds of actors, whimsical names, places, landmarks, residents' sentences.

Everything here is invented. Names join an object to an odd adjective so that no real organisation bears them; no
name holds a place name, so that nobody looks for it on the ground.
"""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Kind:
    """A sort of actor: ``count`` of them are drawn, their legal form taken in turn."""

    title: str
    scheme: str
    legal_forms: tuple[str, ...]
    filieres: tuple[str, ...]
    description: str
    count: int


@dataclass(frozen=True, slots=True)
class Part:
    """Where ``count`` actors stand inside a QPV.

    ``centres`` (lon, lat) are given for a QPV over several communes, each well inside ``code_insee``; else the whole
    QPV is drawn from.
    """

    code_qp: str
    code_insee: str
    count: int
    centres: tuple[tuple[float, float], ...] = ()


COMMUNES = {
    "93001": ("Aubervilliers", "93300"),
    "93027": ("La Courneuve", "93120"),
    "93031": ("Épinay-sur-Seine", "93800"),
    "93039": ("L'Île-Saint-Denis", "93450"),
    "93059": ("Pierrefitte-sur-Seine", "93380"),
    "93066": ("Saint-Denis", "93200"),
    "93070": ("Saint-Ouen-sur-Seine", "93400"),
    "93072": ("Stains", "93240"),
    "93079": ("Villetaneuse", "93430"),
}
"""Name and postcode by code Insee."""

PARTS = (
    Part("QN09328M", "93001", 6, ((2.3824, 48.9053), (2.4017, 48.9193), (2.379, 48.9155), (2.3948, 48.9205))),
    Part("QN09328M", "93027", 5, ((2.3829, 48.9226), (2.4091, 48.9185), (2.3906, 48.9298), (2.3835, 48.9251))),
    Part("QN09328M", "93066", 5, ((2.366, 48.9268), (2.3739, 48.9273), (2.3817, 48.932), (2.3681, 48.9292))),
    Part("QN09329M", "93031", 5),
    Part("QN09330M", "93031", 7),
    Part("QN09331M", "93031", 5),
    Part("QN09332M", "93039", 2),
    Part("QN09333I", "93039", 2),
    Part("QN09335M", "93059", 5, ((2.3581, 48.9632), (2.3607, 48.9676), (2.366, 48.9654), (2.3704, 48.9706))),
    Part("QN09335M", "93072", 1, ((2.3776, 48.9708),)),
    Part("QN09336I", "93059", 1),
    Part("QN09337M", "93066", 5),
    Part("QN09338M", "93066", 13),
    Part("QN09339M", "93066", 2, ((2.3815, 48.9415), (2.384, 48.942))),
    Part("QN09339M", "93072", 2, ((2.3846, 48.9451), (2.3855, 48.945))),
    Part("QN09340I", "93066", 3),
    Part("QN09341M", "93066", 4),
    Part("QN09342M", "93059", 2, ((2.3603, 48.9507), (2.3655, 48.951))),
    Part("QN09342M", "93066", 3, ((2.3675, 48.9454), (2.369, 48.9437), (2.3712, 48.9459))),
    Part("QN09343I", "93070", 1),
    Part("QN09344M", "93070", 5),
    Part("QN09345I", "93070", 1),
    Part("QN09346M", "93070", 2),
    Part("QN09347M", "93072", 7),
    Part("QN09348M", "93079", 5),
    Part("QN09365N", "93066", 2),
)
"""Uneven on purpose: sixteen in the largest QPV, none in QN09334I."""

NEARBY = (
    ("93001", 2.3754, 48.9203),
    ("93027", 2.3992, 48.9245),
    ("93066", 2.3637, 48.9242),
    ("93031", 2.3107, 48.9517),
    ("93031", 2.3016, 48.9583),
    ("93059", 2.3612, 48.9536),
    ("93066", 2.3579, 48.9203),
    ("93066", 2.3607, 48.9427),
    ("93066", 2.3432, 48.9225),
    ("93070", 2.3425, 48.9126),
    ("93070", 2.3308, 48.9034),
    ("93072", 2.3903, 48.9482),
)
"""Outside every QPV, at less than 300 m of one: code Insee, lon, lat."""

FAR = (
    ("93001", 2.3701, 48.9073),
    ("93027", 2.4022, 48.946),
    ("93031", 2.3026, 48.9629),
    ("93066", 2.3545, 48.9222),
    ("93070", 2.3248, 48.9109),
    ("93072", 2.3944, 48.9612),
    ("93079", 2.3506, 48.9535),
)
"""At more than 300 m of every QPV: code Insee, lon, lat."""

NOUNS = (
    ("Le Tambour", "m"), ("La Girafe", "f"), ("Le Parapluie", "m"), ("La Boussole", "f"), ("Le Hérisson", "m"),
    ("La Brouette", "f"), ("Le Tabouret", "m"), ("La Toupie", "f"), ("Le Pissenlit", "m"), ("La Théière", "f"),
    ("Le Grelot", "m"), ("La Coccinelle", "f"), ("Le Trombone", "m"), ("La Lucarne", "f"), ("Le Cerf-volant", "m"),
    ("La Mandarine", "f"), ("Le Tiroir", "m"), ("La Pantoufle", "f"),
)  # fmt: skip
ADJECTIVES = (
    ("bavard", "bavarde"), ("distrait", "distraite"), ("frisé", "frisée"), ("pressé", "pressée"),
    ("patient", "patiente"), ("têtu", "têtue"), ("curieux", "curieuse"), ("à pois", "à pois"),
)  # fmt: skip
WAYS = ("rue", "allée", "place", "passage", "square", "avenue")

ASSOCIATION = ("association",)
COLLECTIVE = ("collectif_non_declare", "association")
KINDS = (
    Kind("Régie de quartier", "regie_de_quartier", ASSOCIATION, ("travailler", "se_loger"),
         "Emploie des habitants pour l'entretien des immeubles et des espaces verts.", 3),
    Kind("Épicerie solidaire", "epicerie_solidaire", ASSOCIATION, ("se_nourrir",),
         "Courses à petit prix et ateliers de cuisine.", 5),
    Kind("Cantine de quartier", "", ("association", "scop"), ("se_nourrir", "se_rencontrer"),
         "Repas du midi préparés avec les habitants, prix selon les moyens.", 3),
    Kind("Traiteur d'insertion", "ei", ("societe_ess", "association"), ("se_nourrir", "travailler"),
         "Buffets et plateaux repas, embauche des personnes éloignées de l'emploi.", 2),
    Kind("AMAP", "amap", COLLECTIVE, ("se_nourrir",), "Paniers de légumes chaque jeudi soir.", 4),
    Kind("Ferme urbaine", "aci", ("scic", "association"), ("se_nourrir", "nature_energie", "travailler"),
         "Maraîchage sur une friche, chantier d'insertion et visites.", 2),
    Kind("Jardin partagé", "jardin_partage", COLLECTIVE, ("nature_energie", "se_rencontrer"),
         "Parcelles cultivées à plusieurs au pied des immeubles.", 5),
    Kind("Ressourcerie", "ressourcerie", ASSOCIATION, ("reparer", "travailler"),
         "Collecte, répare et revend meubles et vêtements.", 3),
    Kind("Repair café", "repair_cafe", COLLECTIVE, ("reparer", "se_rencontrer"),
         "Un samedi par mois, on répare ensemble.", 4),
    Kind("Atelier vélo", "atelier_velo", ASSOCIATION, ("se_deplacer", "reparer"),
         "Apprendre à réparer son vélo, vélos d'occasion.", 3),
    Kind("Garage solidaire", "garage_solidaire", ("association", "societe_ess"), ("se_deplacer", "travailler"),
         "Réparation de voitures à tarif réduit.", 2),
    Kind("Atelier couture", "aci", ASSOCIATION, ("reparer", "travailler"),
         "Retouches, friperie et formation à la couture.", 3),
    Kind("Centre social", "centre_social", ("association", "public"), ("se_rencontrer", "numerique_droits"),
         "Accueil, sorties, accompagnement des familles.", 5),
    Kind("Espace de vie sociale", "espace_de_vie_sociale", ASSOCIATION, ("se_rencontrer",),
         "Lieu ouvert tenu par des voisins.", 3),
    Kind("MJC", "mjc", ASSOCIATION, ("se_rencontrer", "apprendre"), "Ateliers de musique, de danse et de théâtre.", 2),
    Kind("Maison de quartier", "maison_de_quartier", ("public",), ("se_rencontrer",),
         "Salles pour les associations et fêtes de quartier.", 3),
    Kind("Association intermédiaire", "ai", ASSOCIATION, ("travailler",),
         "Missions de ménage et de jardinage pour reprendre pied.", 1),
    Kind("Bâtiment et insertion", "ei", ("scop", "societe_ess"), ("travailler", "se_loger"),
         "Peinture et second œuvre, parcours vers l'emploi.", 3),
    Kind("Intérim d'insertion", "etti", ("societe_ess",), ("travailler",), "Missions courtes avec un suivi.", 1),
    Kind("Groupement d'employeurs", "geiq", ASSOCIATION, ("travailler", "apprendre"),
         "Contrats en alternance partagés entre employeurs.", 1),
    Kind("Entreprise adaptée", "ea", ASSOCIATION, ("travailler",),
         "Emplois pour des personnes en situation de handicap.", 1),
    Kind("Tiers-lieu", "tiers_lieu", ("association", "scic"), ("entreprendre", "se_rencontrer"),
         "Bureaux partagés, café et petites expositions.", 3),
    Kind("Fablab", "fablab", ASSOCIATION, ("numerique_droits", "reparer"),
         "Machines partagées et initiation au numérique.", 2),
    Kind("Coopérative d'activité", "", ("cae",), ("entreprendre",), "Tester son activité en restant salarié.", 2),
    Kind("Conseil aux créateurs", "", ("scop", "association"), ("entreprendre",),
         "Aide à monter son projet, premiers devis et premières factures.", 2),
    Kind("Monnaie locale", "monnaie_locale", ASSOCIATION, ("entreprendre",),
         "Billets acceptés par des commerces voisins.", 1),
    Kind("Café associatif", "cafe_associatif", ASSOCIATION, ("se_rencontrer", "se_nourrir"),
         "Boissons à prix libre, concerts et jeux.", 4),
    Kind("Crèche parentale", "creche_parentale", ASSOCIATION, ("garder_enfants",),
         "Les parents y prennent leur tour.", 2),
    Kind("Crèche", "creche_avip", ("association", "mutuelle"), ("garder_enfants", "travailler"),
         "Places réservées aux parents en recherche d'emploi.", 2),
    Kind("Ludothèque", "ludotheque", ASSOCIATION, ("garder_enfants", "se_rencontrer"),
         "Jeux sur place et prêt de jouets.", 1),
    Kind("Cours de français", "", COLLECTIVE, ("apprendre",), "Apprendre à parler, lire et écrire.", 4),
    Kind("Aide aux devoirs", "", ("association", "collectif_non_declare", "association"), ("apprendre",),
         "Après l'école, du CP à la troisième.", 5),
    Kind("Bourses d'étude", "", ("fondation",), ("apprendre",), "Coup de pouce pour les études après le bac.", 1),
    Kind("Permanence numérique", "espace_numerique", ASSOCIATION, ("numerique_droits",),
         "Aide aux démarches en ligne, ordinateurs en libre accès.", 3),
    Kind("Point d'accès au droit", "point_d_acces_au_droit", ("public", "association"), ("numerique_droits",),
         "Conseils gratuits sur le logement, le travail, la famille.", 2),
    Kind("Centre de santé coopératif", "", ("scic", "mutuelle"), ("se_soigner",),
         "Soignants et habitants décident ensemble.", 2),
    Kind("Santé communautaire", "", ASSOCIATION, ("se_soigner", "se_rencontrer"),
         "Prévention, marche du matin, groupe de parole.", 2),
    Kind("Pause des aidants", "", ASSOCIATION, ("se_soigner",), "Répit pour ceux qui aident un proche.", 1),
    Kind("Foncier solidaire", "clt_ofs", ("scic",), ("se_loger",),
         "Sépare le sol du logement pour que les prix restent bas.", 1),
    Kind("Habitat coopératif", "", ("cooperative",), ("se_loger",), "Un immeuble dont les habitants sont associés.", 1),
    Kind("Location solidaire", "intermediation_locative", ASSOCIATION, ("se_loger",),
         "Loue des logements privés à des familles modestes.", 1),
    Kind("Chantiers entre voisins", "", ASSOCIATION, ("se_loger", "reparer"),
         "Rénover son logement avec un artisan qui accompagne.", 2),
    Kind("Énergie citoyenne", "", ("scic",), ("nature_energie",), "Panneaux solaires sur les toits du quartier.", 1),
    Kind("Compost de quartier", "", COLLECTIVE, ("nature_energie",), "Bacs ouverts le mercredi et le dimanche.", 3),
    Kind("Conciergerie", "conciergerie", ("association", "scic"), ("se_rencontrer", "garder_enfants"),
         "Colis, petits services et échanges entre voisins.", 2),
    Kind("Club sportif", "", ASSOCIATION, ("se_rencontrer",), "Entraînements et tournois ouverts à tous.", 4),
    Kind("Compagnie de théâtre", "", ASSOCIATION, ("se_rencontrer",), "Ateliers et spectacles joués dehors.", 2),
    Kind("Livraison à vélo", "", ("scop",), ("se_deplacer", "travailler"), "Coursiers associés de leur entreprise.", 1),
    Kind("Transport solidaire", "", ASSOCIATION, ("se_deplacer",),
         "Des bénévoles conduisent ceux qui ne peuvent pas se déplacer.", 1),
    Kind("Groupe d'entraide", "", ("collectif_non_declare",), ("garder_enfants",),
         "Des parents gardent les enfants à tour de rôle.", 1),
    Kind("Atelier informel", "", ("inconnu",), ("reparer",), "Mécanique entre voisins, statut inconnu.", 1),
    Kind("Magasin de vrac", "", ("prive_hors_ess",), ("se_nourrir",), "Commerce privé cité par des habitants.", 1),
)  # fmt: skip

LANDMARKS = (
    "La grande fresque", "Le square aux balançoires", "L'arrêt du bus vert", "La barre longue",
    "Le terrain de basket", "La fontaine sèche", "Le kiosque à journaux", "La boulangerie du coin",
    "La sortie du métro", "L'école aux volets jaunes", "Le parking du marché", "La passerelle bleue",
    "La pharmacie de nuit", "Le gymnase rouge", "La dalle", "Le platane penché",
    "La laverie", "Le city-stade", "La halle", "Le bureau de tabac", "La tour ronde", "Le collège neuf",
    "La butte", "Le local à vélos", "La placette", "L'ancienne usine", "Le pont de pierre", "La bibliothèque",
    "Le jardin des enfants", "Le marché du dimanche",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Said:
    """What somebody says: ``zone`` True when they only named the quartier."""

    kind: str
    filiere: str
    code_qp: str
    people: int
    text: str
    zone: bool = False


SAYINGS = (
    Said("need", "garder_enfants", "QN09343I", 9, "On n'a nulle part où laisser les petits le matin"),
    Said("need", "se_nourrir", "QN09343I", 14, "Pour les légumes il faut prendre le bus"),
    Said("need", "se_soigner", "QN09365N", 6, "Plus un médecin ne prend de nouveaux patients"),
    Said("need", "se_rencontrer", "QN09334I", 11, "Il manque une salle pour se retrouver l'hiver", zone=True),
    Said("need", "apprendre", "QN09334I", 5, "Un endroit au calme pour faire les devoirs"),
    Said("need", "numerique_droits", "QN09328M", 8, "Quelqu'un pour aider à remplir les papiers sur internet"),
    Said("need", "se_deplacer", "QN09328M", 3, "Le soir, plus rien pour rentrer"),
    Said("need", "reparer", "QN09338M", 4, "On jette les machines faute de savoir les réparer"),
    Said("need", "travailler", "QN09338M", 12, "Les jeunes cherchent un premier travail près d'ici", zone=True),
    Said("need", "se_loger", "QN09347M", 7, "Trop d'humidité, personne ne vient voir"),
    Said("need", "garder_enfants", "QN09330M", 10, "La crèche est pleine, deux ans d'attente"),
    Said("need", "nature_energie", "QN09337M", 2, "On voudrait planter au pied des tours"),
    Said("need", "entreprendre", "QN09348M", 3, "Un coin pour travailler quand on se lance"),
    Said("need", "se_soigner", "QN09336I", 5, "Le dentiste le plus proche est à une heure", zone=True),
    Said("place", "reparer", "QN09341M", 1, "Un voisin répare les vélos dans le garage le samedi"),
    Said("place", "se_nourrir", "QN09344M", 2, "Des mamans vendent des repas à emporter"),
    Said("place", "apprendre", "QN09342M", 1, "Une retraitée donne des cours de français en bas du bloc"),
    Said("place", "se_rencontrer", "QN09335M", 4, "On joue aux cartes ici tous les jours"),
    Said("place", "garder_enfants", "QN09340I", 3, "Les mères se gardent les enfants à tour de rôle"),
    Said("premises", "", "QN09338M", 1, "Boutique fermée depuis longtemps, rideau baissé"),
    Said("premises", "se_rencontrer", "QN09331M", 2, "L'ancienne banque est vide, ce serait bien pour un café"),
    Said("premises", "entreprendre", "QN09346M", 1, "Rez-de-chaussée vide, grande vitrine"),
    Said("lived_area", "", "QN09341M", 1, "Pour moi le quartier s'arrête à la voie ferrée"),
    Said("lived_area", "", "QN09344M", 1, "Mon quartier c'est là où je vais à pied"),
    Said("route", "se_deplacer", "QN09330M", 2, "Le chemin de l'école, il fait noir l'hiver"),
    Said("premises", "garder_enfants", "QN09343I", 2, "Deux pièces de plain-pied sur la cour, fermées depuis l'été"),
    Said("premises", "se_nourrir", "QN09343I", 1, "Ancien primeur, la chambre froide est encore là"),
    Said("premises", "", "QN09334I", 3, "La loge du bas ne sert plus"),
    Said("premises", "apprendre", "QN09328M", 1, "Une salle prêtée le mercredi, vide le reste du temps"),
    Said("place", "se_rencontrer", "QN09347M", 2, "Le banc devant la laverie, on y refait le monde"),
    Said("place", "se_nourrir", "QN09329M", 3, "Une tablée ouverte à tous le dimanche"),
    Said("place", "reparer", "QN09330M", 1, "Le gardien prête ses outils"),
)
