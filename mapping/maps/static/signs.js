/* Signs on a canvas: the strokes come from mapping/maps/drawing.py, this file only plays them.
   People's text goes into the page by textContent, here and nowhere else. */
(function () {
  "use strict";
  const Carto = (window.Carto = window.Carto || {});
  const SIDE = 32;
  const coarse = window.matchMedia && window.matchMedia("(pointer: coarse)").matches;

  Carto.play = function (context, strokes, paths) {
    strokes.forEach(function (stroke) {
      const [path, fill, line, width, dash, x, y, scale] = stroke;
      const outline = new Path2D(paths[path]);
      context.save();
      context.translate(x, y);
      context.scale(scale, scale);
      if (fill) {
        context.fillStyle = fill;
        context.fill(outline);
      }
      if (line) {
        context.strokeStyle = line;
        context.lineWidth = width;
        context.setLineDash(dash);
        context.stroke(outline);
      }
      context.restore();
    });
  };

  /* One picture per sign, drawn once whatever the number of points. */
  Carto.sprite = function (strokes, paths, side) {
    const pixels = Math.ceil(window.devicePixelRatio || 1) * 2;
    const picture = document.createElement("canvas");
    picture.width = picture.height = side * pixels;
    const context = picture.getContext("2d");
    context.scale((side * pixels) / SIDE, (side * pixels) / SIDE);
    Carto.play(context, strokes, paths);
    return { picture: picture, half: side / 2 };
  };

  /* As in mapping/maps/popups.py. */
  const PHOTO_LABEL = "\u2060";

  Carto.bubble = function (title, labels, texts) {
    const box = document.createElement("div");
    box.className = "carto-bubble";
    const head = document.createElement("strong");
    const list = document.createElement("dl");
    head.textContent = title;
    head.dir = "auto";
    box.append(head, list);
    labels.forEach(function (label, position) {
      if (label === PHOTO_LABEL) {
        const photo = document.createElement("img");
        photo.src = texts[position];
        photo.alt = head.textContent;
        photo.className = "carto-photo";
        box.append(photo);
        return;
      }
      const term = document.createElement("dt");
      const text = document.createElement("dd");
      term.textContent = label;
      text.textContent = texts[position];
      text.dir = "auto";
      list.append(term, text);
    });
    return box;
  };

  Carto.openBubble = function (map, position, content, offset) {
    const width = Math.min(280, map.getSize().x - 90);
    const popup = L.popup({ offset: offset || [0, -8], maxWidth: width, autoPanPadding: [12, 12] });
    popup.setLatLng(position).setContent(content).openOn(map);
    /* A photo makes the bubble taller once it is there: it is brought back into sight. */
    if (content.querySelectorAll) {
      content.querySelectorAll("img").forEach(function (photo) {
        photo.addEventListener("load", function () { if (popup.isOpen()) popup.update(); });
      });
    }
    const close = popup.getElement().querySelector(".leaflet-popup-close-button");
    if (close && map.cartoWords) {
      close.setAttribute("aria-label", map.cartoWords.close);
      close.title = map.cartoWords.close;
    }
    return popup;
  };

  /* A canvas where the nearest sign answers a click, before any line; a thumb is given 44 px. */
  const SignCanvas = L.Canvas.extend({
    _nearest: function (point) {
      let line = null, sign = null, least = coarse ? 22 : 15;
      for (let order = this._drawFirst; order; order = order.next) {
        const layer = order.layer;
        if (!layer.options.interactive) continue;
        if (layer.distanceFrom) {
          const distance = layer.distanceFrom(point);
          if (distance <= least) {
            least = distance;
            sign = layer;
          }
        } else if (layer._containsPoint(point)) {
          line = layer;
        }
      }
      return sign || line;
    },
    _onClick: function (event) {
      const layer = this._nearest(this._map.mouseEventToLayerPoint(event));
      const dragged = layer && event.type === "click" && this._map._draggableMoved(layer);
      this._fireEvent(layer && !dragged ? [layer] : false, event);
    },
    _handleMouseHover: function (event, point) {
      if (this._mouseHoverThrottled) return;
      const layer = this._nearest(point);
      if (layer !== this._hoveredLayer) {
        this._handleMouseOut(event);
        if (layer) {
          L.DomUtil.addClass(this._container, "leaflet-interactive");
          this._fireEvent([layer], event, "mouseover");
          this._hoveredLayer = layer;
        }
      }
      this._fireEvent(this._hoveredLayer ? [this._hoveredLayer] : false, event);
      this._mouseHoverThrottled = true;
      setTimeout(() => (this._mouseHoverThrottled = false), 32);
    },
  });

  /* The canvas that all the signs and lines of a map share, above its zones. */
  Carto.canvasOf = function (map) {
    if (!map.cartoCanvas) {
      map.createPane("carto-signs").style.zIndex = 450;
      map.cartoCanvas = new SignCanvas({ pane: "carto-signs", padding: 0.2, tolerance: coarse ? 12 : 4 });
    }
    return map.cartoCanvas;
  };

  /* A sign at a position, moved aside by `spread` pixels when others stand on the same spot. */
  Carto.SignMarker = L.CircleMarker.extend({
    options: { radius: SIDE / 2 + 4, weight: 0, bubblingMouseEvents: false, spread: null, count: 0, chosen: false },
    _project: function () {
      this._point = this._map.latLngToLayerPoint(this._latlng);
      const spread = this.options.spread;
      this._size = sizeAt(this._map.getZoom());
      if (spread) this._point = this._point.add([spread[0] * this._size, spread[1] * this._size]);
      this._updateBounds();
    },
    distanceFrom: function (point) {
      return point.distanceTo(this._point);
    },
    shownAt: function () {
      return this._map.layerPointToLatLng(this._point);
    },
    _containsPoint: function (point) {
      return this.distanceFrom(point) <= SIDE / 2;
    },
    _updatePath: function () {
      const renderer = this._renderer;
      if (!renderer._drawing || this._empty()) return;
      const context = renderer._ctx, at = this._point, options = this.options;
      if (options.count) {
        drawCluster(context, at, options.count);
        return;
      }
      const half = options.sprite.half * this._size;
      if (options.chosen) drawHalo(context, at, half);
      context.drawImage(options.sprite.picture, at.x - half, at.y - half, 2 * half, 2 * half);
    },
  });

  /* Far off, smaller signs: a whole town of them must leave its quartiers visible. */
  function sizeAt(zoom) {
    return Math.min(1, Math.max(0.55, 0.55 + (zoom - 12) * 0.15));
  }

  function drawHalo(context, at, half) {
    context.save();
    context.setLineDash([]);
    context.beginPath();
    context.arc(at.x, at.y, half + 1.5, 0, 2 * Math.PI);
    context.fillStyle = "#ffffff";
    context.fill();
    context.lineWidth = 3;
    context.strokeStyle = "#1f1b24";
    context.stroke();
    context.restore();
  }

  function drawCluster(context, at, count) {
    const radius = count < 100 ? 15 : count < 1000 ? 18 : 21;
    context.save();
    context.setLineDash([]);
    context.beginPath();
    context.arc(at.x, at.y, radius, 0, 2 * Math.PI);
    context.fillStyle = "#3a3342";
    context.fill();
    context.lineWidth = 2;
    context.strokeStyle = "#ffffff";
    context.stroke();
    context.fillStyle = "#ffffff";
    context.font = "bold 13px 'Atkinson Hyperlegible', sans-serif";
    context.textAlign = "center";
    context.textBaseline = "middle";
    context.fillText(String(count), at.x, at.y + 1);
    context.restore();
  }
})();
