// Looks closely at two pictures: side by side, swiped, in turn, or their difference.
// All of it is drawn in the pixels of the second picture; the first lies there by the map that the
// server found. What is seen is fetched as sharp as the screen shows it.
"use strict";

(() => {
  const WAIT = 150; // milliseconds without a move, and then the sharp part is fetched
  const STEP = 1.25; // of a zoom by key or button
  const CLOSEST = 16; // pixels of the screen for one of the picture
  const GRID = 256; // parts begin and end at multiples of it, so that they are found again
  const IDENTITY = [1, 0, 0, 0, 1, 0];

  // A map is six numbers, two rows of three.
  const moved = (m, x, y) => [m[0] * x + m[1] * y + m[2], m[3] * x + m[4] * y + m[5]];
  const inverse = (m) => {
    const size = m[0] * m[4] - m[1] * m[3];
    return [
      m[4] / size, -m[1] / size, (m[1] * m[5] - m[4] * m[2]) / size,
      -m[3] / size, m[0] / size, (m[3] * m[2] - m[0] * m[5]) / size,
    ];
  };
  const clamp = (value, least, most) => Math.min(Math.max(value, least), most);

  // A picture that is drawn: as a whole, and the part that is seen in detail.
  class Layer {
    // `address` is where its parts are asked for, or null where only `whole` is there.
    constructor(address, width, height, map, changed, whole) {
      Object.assign(this, { address, width, height, map, changed });
      this.first = null; // its thumbnail, which is there at once
      this.whole = null;
      this.part = null; // {image, box}
      this.wanted = "";
      this.load(whole, (image) => { this.whole = image; });
    }

    static of(id, width, height, map, changed) {
      const address = `/iiif/${id}`;
      const layer = new Layer(address, width, height, map, changed, `${address}/full/!1024,1024/0/default.jpg`);
      layer.load(`/image/${id}/thumbnail`, (image) => { layer.first = image; });
      return layer;
    }

    load(address, use) {
      const image = new Image();
      image.onload = () => { use(image); this.changed(); };
      image.src = address;
    }

    draw(context) {
      const [a, b, x, c, d, y] = this.map;
      context.save();
      context.transform(a, c, b, d, x, y);
      const whole = this.whole ?? this.first;
      if (whole) context.drawImage(whole, 0, 0, this.width, this.height);
      if (this.part) context.drawImage(this.part.image, ...this.part.box);
      context.restore();
    }

    // Fetch what a rectangle of the frame shows; `fine` are pixels of the screen for one of it.
    sharpen(rectangle, fine) {
      if (!this.address || !this.whole) return;
      const [left, top, right, bottom] = rectangle;
      const back = inverse(this.map);
      const ends = [[left, top], [right, top], [right, bottom], [left, bottom]].map(([x, y]) => moved(back, x, y));
      const wanted = Math.min(fine * Math.sqrt(Math.abs(this.map[0] * this.map[4] - this.map[1] * this.map[3])), 1);
      if (wanted <= this.whole.naturalWidth / this.width) return;
      const half = 2 ** Math.max(Math.ceil(Math.log2(wanted)), -20); // so that a little zoom fetches nothing
      const grid = GRID / half;
      const span = (values, most) => {
        const from = clamp(Math.floor(Math.min(...values) / grid) * grid, 0, most);
        return [from, clamp(Math.ceil(Math.max(...values) / grid) * grid, 0, most) - from];
      };
      const [x, w] = span(ends.map((end) => end[0]), this.width);
      const [y, h] = span(ends.map((end) => end[1]), this.height);
      if (w < 1 || h < 1) return;
      const size = Math.max(Math.round(w * Math.min(half, 4096 / Math.max(w, h))), 1);
      const address = `${this.address}/${x},${y},${w},${h}/${size},/0/default.jpg`;
      if (address === this.wanted) return;
      this.wanted = address;
      this.load(address, (image) => {
        if (address === this.wanted) this.part = { image, box: [x, y, w, h] };
      });
    }
  }

  class Viewer {
    constructor(section) {
      this.section = section;
      this.panes = section.querySelector(".viewer-panes");
      this.canvases = [...this.panes.querySelectorAll("canvas")];
      this.tools = section.querySelector(".viewer-tools");
      this.swipe = section.querySelector(".viewer-swipe");
      this.said = section.querySelector(".viewer-said");
      this.mode = "beside";
      this.shows = 0; // the picture that a blink shows
      this.pointers = new Map();
      this.changed = () => this.view && this.change();
      const side = (name) => [Number(section.dataset[`width${name}`]), Number(section.dataset[`height${name}`])];
      const [a, b] = [side("A"), side("B")];
      // Until the first is laid, it is as wide as the second.
      const scale = Math.min(b[0] / a[0], b[1] / a[1]);
      const fitted = [scale, 0, (b[0] - a[0] * scale) / 2, 0, scale, (b[1] - a[1] * scale) / 2];
      this.layers = [
        Layer.of(section.dataset.a, ...a, fitted, this.changed),
        Layer.of(section.dataset.b, ...b, IDENTITY, this.changed),
      ];
      this.frame = [0, 0, ...b];
      this.difference = null;
      section.querySelector(".viewer-plain").remove();
      for (const part of [this.tools, this.panes]) part.hidden = false;
      this.listen();
      this.isWhole = true;
      this.resize();
      this.lay();
    }

    async lay() {
      const { a, b, laying, laid, beside, regions } = this.section.dataset;
      const address = `/pair/${a}/${b}`;
      this.say(laying);
      let facts = { is_laid: false };
      try {
        const answer = await fetch(`${address}/facts.json`);
        if (answer.ok) facts = await answer.json();
      } catch { /* without it, each is shown whole */ }
      this.tools.querySelector("[data-mode=difference]").disabled = !facts.is_laid;
      this.section.dataset.laidOn = String(facts.is_laid);
      if (!facts.is_laid) {
        if (this.mode === "difference") this.choose("beside");
        this.say(beside);
        return;
      }
      if (facts.map) {
        this.layers[0].map = facts.map;
        this.frame = facts.frame;
        this.difference = new Layer(null, facts.frame[2], facts.frame[3], [1, 0, facts.frame[0], 0, 1, facts.frame[1]], this.changed, `${address}/difference.jpg`);
      } else {
        // One of them was straightened, or is a page: no part of a file lies on a part of the other.
        const [width, height] = this.frame.slice(2);
        const drawn = (name) => new Layer(null, width, height, IDENTITY, this.changed, `${address}/${name}.jpg`);
        this.layers = [drawn("laid"), drawn("under")];
        this.difference = drawn("difference");
      }
      this.say(`${laid} ${regions.replace("{}", facts.regions)}`);
      this.whole();
    }

    say(text) { this.said.textContent = text; }

    // The canvas in which the pointer, or all that is seen, is measured.
    get pane() { return this.canvases[1]; }

    resize() {
      for (const canvas of this.canvases) {
        if (canvas.hidden) continue;
        const box = canvas.getBoundingClientRect();
        canvas.width = Math.max(Math.round(box.width * devicePixelRatio), 1);
        canvas.height = Math.max(Math.round(box.height * devicePixelRatio), 1);
      }
      if (this.isWhole) this.whole();
      else this.change();
    }

    get fitting() {
      const [, , width, height] = this.frame;
      return Math.min(this.pane.clientWidth / width, this.pane.clientHeight / height);
    }

    whole() {
      const [x, y, width, height] = this.frame;
      this.isWhole = true;
      this.view = { x: x + width / 2, y: y + height / 2, scale: this.fitting };
      this.change();
    }

    // Zoom so that a place of the pane, from its middle, stays where it is.
    zoom(factor, x = 0, y = 0) {
      this.isWhole = false;
      const before = this.view.scale;
      this.view.scale = clamp(before * factor, this.fitting / 2, Math.max(CLOSEST, this.fitting));
      this.view.x += x / before - x / this.view.scale;
      this.view.y += y / before - y / this.view.scale;
      this.change();
    }

    pan(x, y) {
      this.isWhole = false;
      const [left, top, width, height] = this.frame;
      this.view.x = clamp(this.view.x + x / this.view.scale, left, left + width);
      this.view.y = clamp(this.view.y + y / this.view.scale, top, top + height);
      this.change();
    }

    change() {
      this.section.dataset.scale = this.view.scale.toFixed(4);
      // As a whole it leaves a finger to the page, which scrolls.
      this.panes.classList.toggle("is-close", this.view.scale > this.fitting * 1.01);
      this.draw();
      clearTimeout(this.timer);
      this.timer = setTimeout(() => this.sharpen(), WAIT);
    }

    sharpen() {
      const { x, y, scale } = this.view;
      const [w, h] = [this.pane.clientWidth / scale / 2, this.pane.clientHeight / scale / 2];
      for (const layer of this.layers) layer.sharpen([x - w, y - h, x + w, y + h], scale * devicePixelRatio);
    }

    draw() {
      if (!this.view) return;
      const [first, second] = this.canvases;
      if (this.mode === "beside") this.paint(first, [this.layers[0]]);
      const seen = {
        beside: [this.layers[1]],
        swipe: [this.layers[1], this.layers[0]],
        blink: [this.layers[this.shows]],
        difference: [this.difference ?? this.layers[1]],
      }[this.mode];
      this.paint(second, seen);
    }

    paint(canvas, layers) {
      const context = canvas.getContext("2d");
      const { x, y, scale } = this.view;
      const fine = scale * devicePixelRatio;
      context.setTransform(1, 0, 0, 1, 0, 0);
      context.clearRect(0, 0, canvas.width, canvas.height);
      for (const [number, layer] of layers.entries()) {
        context.save();
        if (number) { // the other part of a swipe
          const edge = (canvas.width * this.swipe.querySelector("input").value) / 100;
          context.beginPath();
          context.rect(0, 0, edge, canvas.height);
          context.clip();
          context.clearRect(0, 0, canvas.width, canvas.height);
        }
        context.setTransform(fine, 0, 0, fine, canvas.width / 2 - x * fine, canvas.height / 2 - y * fine);
        context.imageSmoothingQuality = "high";
        layer.draw(context);
        context.restore();
      }
    }

    choose(mode) {
      // Each press of the blink shows the other picture: nothing moves by itself.
      if (mode === "blink") this.shows = this.mode === "blink" ? 1 - this.shows : 0;
      this.mode = mode;
      for (const button of this.tools.querySelectorAll("[data-mode]")) {
        button.setAttribute("aria-pressed", String(button.dataset.mode === mode));
      }
      this.canvases[0].hidden = mode !== "beside";
      this.swipe.hidden = mode !== "swipe";
      this.section.dataset.mode = mode;
      const { first, second } = this.section.dataset;
      const names = { beside: second, swipe: `${first} / ${second}`, blink: [first, second][this.shows] };
      const name = names[mode] ?? this.tools.querySelector(`[data-mode=${mode}]`).firstChild.textContent.trim();
      this.pane.setAttribute("aria-label", name);
      if (mode === "blink") this.say(name);
      this.resize();
    }

    key(event) {
      const target = event.target;
      const isField = target.closest("input:not([type=range]), select, textarea, [contenteditable]");
      if (event.ctrlKey || event.metaKey || event.altKey || isField) return;
      const step = 60;
      const arrows = { ArrowLeft: [-step, 0], ArrowRight: [step, 0], ArrowUp: [0, -step], ArrowDown: [0, step] };
      const modes = { s: "beside", w: "swipe", b: "blink", x: "difference" };
      const zooms = { "+": STEP, "=": STEP, "-": 1 / STEP };
      if (modes[event.key]) {
        const button = this.tools.querySelector(`[data-mode=${modes[event.key]}]`);
        if (!button.disabled) this.choose(modes[event.key]);
      } else if (zooms[event.key]) this.zoom(zooms[event.key]);
      else if (event.key === "0") this.whole();
      else if (arrows[event.key] && target.matches(".viewer canvas")) this.pan(...arrows[event.key]);
      else return;
      event.preventDefault();
    }

    listen() {
      document.addEventListener("keydown", (event) => this.key(event));
      this.tools.addEventListener("click", (event) => {
        const button = event.target.closest("button");
        if (button?.dataset.mode) this.choose(button.dataset.mode);
        if (button?.dataset.zoom === "whole") this.whole();
        else if (button?.dataset.zoom) this.zoom(button.dataset.zoom === "in" ? STEP : 1 / STEP);
      });
      this.swipe.addEventListener("input", this.changed);
      new ResizeObserver(() => this.resize()).observe(this.panes);
      for (const canvas of this.canvases) {
        const place = (event) => {
          const box = canvas.getBoundingClientRect();
          return [event.clientX - box.left - box.width / 2, event.clientY - box.top - box.height / 2];
        };
        canvas.addEventListener("wheel", (event) => {
          event.preventDefault();
          this.zoom(Math.exp(-clamp(event.deltaY, -240, 240) / 480), ...place(event));
        }, { passive: false });
        canvas.addEventListener("dblclick", (event) => this.zoom(2, ...place(event)));
        canvas.addEventListener("pointerdown", (event) => {
          canvas.setPointerCapture(event.pointerId);
          this.pointers.set(event.pointerId, place(event));
        });
        canvas.addEventListener("pointermove", (event) => this.drag(event.pointerId, place(event)));
        for (const end of ["pointerup", "pointercancel"]) {
          canvas.addEventListener(end, (event) => this.pointers.delete(event.pointerId));
        }
      }
    }

    // One pointer moves the pictures, two zoom them.
    drag(id, [x, y]) {
      const before = this.pointers.get(id);
      if (!before) return;
      const other = [...this.pointers].find(([known]) => known !== id)?.[1];
      this.pointers.set(id, [x, y]);
      if (!other) { this.pan(before[0] - x, before[1] - y); return; }
      const apart = (place) => Math.max(Math.hypot(place[0] - other[0], place[1] - other[1]), 1);
      this.zoom(apart([x, y]) / apart(before), (x + other[0]) / 2, (y + other[1]) / 2);
    }
  }

  for (const section of document.querySelectorAll(".viewer")) new Viewer(section);
})();
