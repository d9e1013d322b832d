"""What looks like somebody's name, number or home is found; names of streets and shops are left in peace."""

import pytest

from mapping.domain.personal_data import personal_data

TELLING = {
    "Mme Diallo garde des enfants": "name",
    "Voir avec M. Benali au 3e": "name",
    "demander à Monsieur Traoré": "name",
    "Madame Lopez fait à manger": "name",
    "le fils de mademoiselle N'Diaye répare les vélos": "name",
    "Fatou fait des gâteaux": "name",
    "c'est fatoumata qui coud": "name",
    "Karim Haddad répare des téléphones": "name",
    "chez Mamadou, on répare les vélos": "name",
    "on va chez Ginette le mercredi": "name",
    "la maison de Rachid, pour les devoirs": "name",
    "contacter Aminata pour la couture": "name",
    "je m'appelle Ousseynou et je cuisine": "name",
    "Jean-Pierre prête ses outils": "name",
    "Nathalie et Sylvie tiennent la buvette": "name",
    "demandez Zoubir à la loge": "name",
    "Appeler le 06 12 34 56 78": "phone",
    "0612345678 le soir": "phone",
    "tel 06.12.34.56.78": "phone",
    "01-48-09-00-00": "phone",
    "+33 6 12 34 56 78": "phone",
    "0033612345678": "phone",
    "+33 (0)6 12 34 56 78": "phone",
    "+213 555 12 34 56": "phone",
    "06 1234 5678": "phone",
    "zéro six douze trente-quatre cinquante-six soixante-dix-huit": "phone",
    "zero six 12 34 56 78": "phone",
    "ecrire a couture.cordon@example.org": "email",
    "couture (at) example.org": "email",
    "couture arobase example point org": "email",
    "j'habite 12 rue des Lilas": "address",
    "elle loge au 4 bis avenue Jean Jaurès, 2e étage": "address",
    "12 allée des Tilleuls, appartement 34": "address",
    "interphone 12, 8 rue Pinel": "address",
    "digicode 45B12": "address",
}

HARMLESS = [
    "",
    "rue Jean Jaurès",
    "place Mère Teresa",
    "à l'école Marcel Pagnol",
    "l'école maternelle publique Marcel Pagnol",
    "derrière Marcel Pagnol",
    "Mme la maire l'a promis",
    "Madame la directrice de l'école",
    "M. le maire",
    "le gymnase Maurice Baquet",
    "la cité Paul Éluard",
    "le parc Marcel Cachin",
    "la tour Gabriel",
    "l'avenue du Président Wilson",
    "le square du Docteur Calmette",
    "boulevard Anatole France, à côté du tram",
    "la rue Auguste Blanqui et la rue Henri Barbusse",
    "la médiathèque Don Quichotte",
    "le collège Elsa Triolet, après 18 h",
    "la crèche Françoise Dolto",
    "le stade Auguste Delaune",
    "la station Carrefour Pleyel",
    "la gare de Saint-Denis",
    "l'église Saint-Paul",
    "la mosquée Bilal",
    "l'association Les Amis de Fatima",
    "au marché de Saint-Denis le dimanche",
    "on va chez Emmaüs et chez Lidl",
    "chez le boulanger, chez nous, chez les voisins",
    "le restaurant Chez Marco",
    "Il manque un atelier vélo",
    "Une épicerie pas chère, 3 € le panier",
    "ouvert de 9 h à 18 h, 7 jours sur 7",
    "la permanence est au 12 rue des Lilas",
    "93200 Saint-Denis",
    "le bus 255 et le tram 8",
    "SIRET 123 456 789 00012",
    "depuis 2019, 1 200 personnes par an",
    "48.9345 2.3601",
    "La Courneuve et Pierrefitte",
    "Un jean à réparer, un marc de café pour le compost",
    "Une rose, une marine, un ange sur le mur",
    "la pierre du mur tombe",
    "Repas partagé, zéro déchet, zéro gaspillage",
    "un, deux, trois soleils : une garderie",
    "LE CENTRE SOCIAL EST FERMÉ LE LUNDI",
    "Le local au pied de la tour, 3e étage vide",
    "Monsieur Bricolage a fermé",
    "contacter la CAF ou le CCAS",
    "Ramadan : il faudrait un repas de rupture du jeûne",
    "la maison du peuple Guy Môquet",
    "Régie de quartier de Saint-Denis",
    "demander à la régie",
    "la fête de la Saint-Jean",
    "l'hôpital Delafontaine, la PMI Henri Wallon",
    "cours de français pour adultes",
    "au 2 place Jean Jaurès il y a un local vide",
    "ร้านอาหาร 餐馆 مطعم உணவகம்",
]


@pytest.mark.parametrize(("text", "kind"), TELLING.items())
def test_what_tells_who_somebody_is_is_found(text: str, kind: str) -> None:
    assert kind in {flag.kind.value for flag in personal_data(text)}


@pytest.mark.parametrize("text", HARMLESS)
def test_what_tells_nobody_is_left_in_peace(text: str) -> None:
    assert [flag.words for flag in personal_data(text)] == []


def test_a_span_is_where_the_words_are_and_says_why() -> None:
    text = "Voir Mme Fatou Diallo au 06 12 34 56 78."
    name, phone = personal_data(text)
    assert text[name.start : name.end] == name.words == "Mme Fatou Diallo"
    assert phone.words == "06 12 34 56 78" and "téléphone" in phone.reason


def test_a_long_text_without_spaces_or_full_of_capitals_is_read_at_once() -> None:
    assert personal_data("A" * 2000) == ()
    assert personal_data("rue " + "AB " * 600 + "!") == ()
    assert personal_data("0 " * 1000) == ()
    assert personal_data("a.b" * 600) == ()
