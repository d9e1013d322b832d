"""Run by the Python of QGIS, not ours: open each layer of a GeoPackage with the style that it carries, and draw them.

``/usr/bin/python3 render_qgis.py FILE.gpkg PICTURE.png [STYLE]`` prints as JSON what QGIS made of each layer.
"""

import json
import os
import sys

from qgis.core import QgsApplication, QgsMapRendererParallelJob, QgsMapSettings, QgsVectorLayer
from qgis.PyQt.QtCore import QSize
from qgis.PyQt.QtGui import QColor

ORDER = ("contributions_points", "acteurs", "contributions_lignes", "contributions_surfaces", "quartiers")


def main(source: str, picture: str, style: str = "") -> None:
    app = QgsApplication([], False)
    app.initQgis()
    layers = [QgsVectorLayer(f"{source}|layername={name}", name, "ogr") for name in ORDER]
    if style:
        zones = layers[-1]
        _count, ids, names, *_rest = zones.listStylesInDatabase()
        qml, _error = zones.getStyleFromDatabase(ids[names.index(style)])
        from qgis.PyQt.QtXml import QDomDocument

        document = QDomDocument()
        document.setContent(qml)
        zones.importNamedStyle(document)
    settings = QgsMapSettings()
    settings.setLayers(layers)
    settings.setDestinationCrs(layers[-1].crs())
    settings.setOutputSize(QSize(1200, 900))
    settings.setBackgroundColor(QColor("#f4f1ea"))
    extent = layers[-1].extent()
    extent.scale(1.1)
    settings.setExtent(extent)
    job = QgsMapRendererParallelJob(settings)
    job.start()
    job.waitForFinished()
    job.renderedImage().save(picture)
    told = {
        layer.name(): {
            "valid": layer.isValid(),
            "renderer": layer.renderer().type(),
            "features": layer.featureCount(),
            "rules": [rule.label() for rule in layer.renderer().rootRule().children()]
            if layer.renderer().type() == "RuleRenderer"
            else [],
            "aliases": {field.name(): layer.attributeDisplayName(at) for at, field in enumerate(layer.fields())},
        }
        for layer in layers
    }
    print(json.dumps(told, ensure_ascii=False))
    sys.stdout.flush()
    # Layers and application are torn down in no order that Qt likes.
    os._exit(0)


if __name__ == "__main__":
    main(*sys.argv[1:])
