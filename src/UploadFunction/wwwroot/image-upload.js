// <image-upload> wraps a native file input, uploads what is picked at once, and puts the URL of the stored image into the
// form's data. Where this module does not run, the native input stays and the form sends the file itself.

const english = {
  choose: 'Choose image',
  chooseSeveral: 'Choose images',
  chooseAnother: 'Choose another',
  camera: 'Take photo',
  drop: 'or drag and drop',
  limits: '{types}, up to {size}',
  cancel: 'Cancel',
  retry: 'Retry',
  remove: 'Remove',
  description: 'Description',
  descriptionOf: 'Description of {name}',
  checking: 'Checking…',
  progress: '{sent} of {size}',
  stored: '{width} × {height}, {size}',
  storedBefore: 'Stored image',
  actOn: '{action} {name}',
  uploading: 'Uploading {name}.',
  percent: '{name}, {count} percent.',
  uploaded: '{name} uploaded.',
  uploadedOf: '{name} uploaded. {done} of {total}.',
  failed: '{name} failed: {problem}',
  removed: '{name} removed.',
  connectionLost: 'Connection lost. Waiting.',
  busy: 'The image service is busy. Waiting.',
  finishing: {
    one: 'Finishing {count} upload, then sending the form.',
    other: 'Finishing {count} uploads, then sending the form.',
  },
  valueMissing: 'Choose an image.',
  notUploaded: '{name} did not upload. Retry or remove it.',
  notTaken: '{name} did not upload. Remove it.',
  rangeOverflow: { one: 'Choose at most {count} image.', other: 'Choose at most {count} images.' },
  tooLarge: 'larger than {limit}.',
  tooManyPixels: 'more than {count} megapixels.',
  tooNarrow: 'narrower than {count} pixels.',
  tooLow: 'less than {count} pixels high.',
  wrongType: 'only {types} images are taken here.',
  heic: 'this browser cannot read HEIC photos. Choose a JPEG.',
  unreadable: 'could not be read. Choose it again.',
  unreachable: 'the image service could not be reached.',
  refused: 'the image service refused this site.',
  unexpected: 'the image service answered with error {status}.',
};

/** The words of a field, and its numbers in the language of these words. */
class Wording {
  #strings;
  #language;

  constructor(strings, language) {
    this.#strings = { ...english, ...strings };
    this.#language = language;
  }

  get strings() { return { ...this.#strings }; }
  get language() { return this.#language; }

  say(key, values = {}) {
    const entry = this.#strings[key];
    const text = entry.other ? entry[new Intl.PluralRules(this.#language).select(values.count)] ?? entry.other : entry;
    return text.replace(/\{(\w+)\}/g, (_, name) => this.#format(values[name]));
  }

  /** What went wrong: in the author's words where there are some, else in the server's. */
  explain(error) {
    return error.key in this.#strings ? this.say(error.key, error) : error.detail ?? this.say('unexpected', error);
  }

  bytes(count) {
    const [value, unit] = count < 1e6 ? [count / 1e3, 'kilobyte'] : [count / 1e6, 'megabyte'];
    return this.#number(value, { style: 'unit', unit, maximumSignificantDigits: value < 10 ? 2 : 3 });
  }

  #number(value, options) {
    return new Intl.NumberFormat(this.#language, options).format(value);
  }

  #format(value) {
    if (Array.isArray(value)) return new Intl.ListFormat(this.#language, { type: 'disjunction' }).format(value.map(typeName));
    return typeof value === 'number' ? this.#number(value, { useGrouping: false }) : value ?? '';
  }
}

const typeName = type => type.replace('image/', '').toUpperCase().replace('WEBP', 'WebP');

// ---- Transport

const concurrentUploads = 2;
const retryDelays = [1, 2, 4, 8]; // seconds, each ± 50 % so that many pages do not come back at the same moment
const longestRetryAfter = 30; // seconds
const stallTimeout = 30; // seconds without progress while the body is being sent
const answerTimeout = 60; // seconds from the last byte sent to the answer

/** Why an upload failed: the key of the words for it, and `transient` where the same request may succeed later. */
const failure = (key, details) => Object.assign(new Error(key), { key }, details);

async function fetchJson(url) {
  const response = await fetch(url);
  if (!response.ok) throw new Error(`it answered ${response.status}`);
  return response.json();
}

/** The config.json of each API, fetched once a page; undefined, and one line in the console, where there is none. */
const configurations = {};
const configurationAt = url => configurations[url] ??= fetchJson(url).catch(error =>
  console.error(`<image-upload> found no API at ${url}: ${error.message}`));

/** 128 random bits. `crypto.randomUUID` is missing on plain-HTTP addresses, where `getRandomValues` exists. */
const newIdempotencyKey = () =>
  Array.from(crypto.getRandomValues(new Uint8Array(16)), byte => byte.toString(16).padStart(2, '0')).join('');

function parseJson(text) {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** An answer that is not a success: problem details (RFC 9457), or whatever a gateway in between says. */
function refusal({ status, retryAfter, answer }) {
  const transient = status === 408 || status === 429 || status >= 500;
  return failure(answer?.code, { ...answer, status, transient, retryAfter, waiting: 'busy' });
}

/** One request with progress, which fetch does not report. Resolves with whatever the server answers. */
function post(url, headers, body, signal, onProgress) {
  return new Promise((resolve, reject) => {
    const xhr = new XMLHttpRequest();
    const over = new AbortController();
    const abort = () => xhr.abort();
    let silent = true;
    let timer;
    const expectProgressWithin = seconds => {
      clearTimeout(timer);
      timer = setTimeout(abort, seconds * 1000);
    };
    const progressed = (part, seconds) => {
      silent = false;
      expectProgressWithin(seconds);
      onProgress(part);
    };

    xhr.upload.onprogress = event => progressed(event.loaded / event.total, stallTimeout);
    xhr.upload.onload = () => progressed(1, answerTimeout);
    xhr.onload = () => resolve({
      status: xhr.status,
      retryAfter: Number(xhr.getResponseHeader('Retry-After')) || undefined,
      answer: parseJson(xhr.responseText),
    });
    xhr.onerror = xhr.onabort = () => reject(signal.aborted
      ? signal.reason
      : failure('unreachable', { transient: true, waiting: 'connectionLost', silent }));
    xhr.onloadend = () => {
      clearTimeout(timer);
      over.abort();
    };
    signal.addEventListener('abort', abort, { signal: over.signal });
    // A page that is kept for the Back button keeps no connection; it sends again when it is shown again.
    addEventListener('pagehide', abort, { signal: over.signal });

    xhr.open('POST', url);
    for (const [name, value] of Object.entries(headers)) xhr.setRequestHeader(name, value);
    expectProgressWithin(stallTimeout);
    xhr.send(body);
  });
}

/** Waits for the delay to pass, or for the browser to be online again where it knows that it is not. */
function pause(seconds, signal) {
  return new Promise((resolve, reject) => {
    const over = new AbortController();
    const end = () => {
      clearTimeout(timer);
      over.abort();
      if (signal.aborted) reject(signal.reason);
      else resolve();
    };
    const timer = navigator.onLine ? setTimeout(end, seconds * 1000) : undefined;
    for (const type of ['online', 'pageshow']) addEventListener(type, end, { signal: over.signal });
    signal.addEventListener('abort', end, { signal: over.signal });
  });
}

// ---- Images

const headerLength = 1 << 18; // bytes: EXIF and colour profiles may come before the size

// Read from the first bytes as Latin-1 text, in which patterns find what lies behind segments of any length.
const jpegFrame = /ÿ[À-ÃÅ-ÇÉ-ËÍ-Ï]\0[\x0b\x11\x14]\x08/g;
const jpegTurned = /\x12\x01\x03\0\x01\0{3}[\x05-\x08]|\x01\x12\0\x03\0{3}\x01\0[\x05-\x08]/; // EXIF orientation 5 to 8
const heifExtent = /ispe/g;
const heifTurned = /irot[\x01\x03]/;

const formats = {
  'image/jpeg': [/^ÿØ/, (view, text) => largest(text, jpegFrame, jpegTurned, at => [view.getUint16(at + 7), view.getUint16(at + 5)])],
  'image/png': [/^.PNG/, (view, text) => [view.getUint32(16), view.getUint32(20), text.includes('acTL')]],
  'image/gif': [/^GIF8/, view => [view.getUint16(6, true), view.getUint16(8, true), true]],
  'image/webp': [/^.{8}WEBP/s, webpSize],
  'image/avif': [/^.{4}ftyp.{0,40}avi[fs]/s, heifSize],
  'image/heic': [/^.{4}ftyp(he[iv]|mi|ms)/s, heifSize],
};

/** What the first bytes say: the type, width and height as displayed, and whether the image moves. */
async function readHeader(file) {
  const buffer = await file.slice(0, headerLength).arrayBuffer();
  const text = new TextDecoder('latin1').decode(buffer);
  const [type, format] = Object.entries(formats).find(([, [magic]]) => magic.test(text)) ?? [];
  try {
    const [width, height, moves] = format[1](new DataView(buffer), text);
    return { type, width, height, moves };
  } catch {
    return { type }; // too short, or the size comes later: the API will tell
  }
}

/** Thumbnails, tiles and masks have sizes too, but smaller ones. */
function largest(text, pattern, turned, sizeAt) {
  const sizes = [...text.matchAll(pattern)].map(({ index }) => sizeAt(index));
  const size = sizes.reduce((a, b) => a[0] * a[1] < b[0] * b[1] ? b : a);
  return turned.test(text) ? size.reverse() : size;
}

function heifSize(view, text) {
  const size = largest(text, heifExtent, heifTurned, at => [view.getUint32(at + 8), view.getUint32(at + 12)]);
  return [...size, text.startsWith('avis', 8)];
}

function webpSize(view, text) {
  const bits = at => view.getUint32(at, true);
  if (text[15] === ' ') return [bits(26) & 0x3fff, bits(28) & 0x3fff];
  if (text[15] === 'L') return [(bits(21) & 0x3fff) + 1, (bits(21) >> 14 & 0x3fff) + 1];
  return [(bits(24) & 0xffffff) + 1, (bits(27) & 0xffffff) + 1, (bits(20) & 2) > 0];
}

/** Draws an image upright, at most `edge` pixels long. */
async function draw(canvas, file, edge) {
  const bitmap = await createImageBitmap(file);
  const scale = Math.min(1, edge / Math.max(bitmap.width, bitmap.height));
  canvas.width = Math.max(1, Math.round(bitmap.width * scale));
  canvas.height = Math.max(1, Math.round(bitmap.height * scale));
  const context = canvas.getContext('2d');
  context.imageSmoothingQuality = 'high';
  context.drawImage(bitmap, 0, 0, canvas.width, canvas.height);
  bitmap.close();
  return context;
}

/** Encodes an image anew as JPEG, or where it is transparent as WebP; as PNG where the browser or the API has no WebP. */
async function encode(file, edge, isJpeg, types) {
  const canvas = new OffscreenCanvas(1, 1);
  const context = await draw(canvas, file, edge);
  const pixels = isJpeg ? [] : new Uint32Array(context.getImageData(0, 0, canvas.width, canvas.height).data.buffer);
  const isOpaque = !pixels.some(pixel => pixel >>> 24 < 255);
  const type = ['image/jpeg', 'image/webp', 'image/png'].slice(isOpaque ? 0 : 1).find(candidate => types.includes(candidate));
  const blob = await canvas.convertToBlob({ type, quality: 0.85 });
  return types.includes(blob.type) ? blob : file;
}

/** iPhones turn HEIC into what is named first. */
const jpegFirst = types => types.toSorted((a, b) => (b === 'image/jpeg') - (a === 'image/jpeg'));

const withExtension = (name, type) => `${name.replace(/\.\w+$/, '')}.${type.replace('image/', '').replace('jpeg', 'jpg')}`;

// ---- View

const longestPreviewEdge = 480; // device pixels

function create(tag, part, properties, ...children) {
  const node = Object.assign(document.createElement(tag), properties);
  if (part) node.dataset.part = part;
  node.append(...children);
  return node;
}

/** Previews are drawn one after another: ten photos decoded at once are gigabytes. */
let previews = Promise.resolve();

/** The row of one image. */
class ItemView {
  constructor(item, field) {
    const button = (part, onclick) => create('button', part, { type: 'button', onclick });
    this.item = item;
    this.progress = create('progress', 'progress', { max: 1, ariaLabel: item.name });
    this.detail = create('p', 'detail');
    this.error = create('p', 'error');
    this.alt = create('input', '', { value: item.alt, oninput: () => { item.alt = this.alt.value; } });
    this.caption = create('span');
    this.description = create('label', 'description', {}, this.caption, this.alt);
    this.retry = button('retry', () => {
      this.dismiss.focus(); // before this button hides and takes the focus with it
      field.retry(item.id);
    });
    // Cancel turns into Remove in place, so that who stands on it with the keyboard keeps the focus.
    this.dismiss = button('cancel', () => field.remove(item.id));
    const name = create('p', 'name', { textContent: item.name, title: item.name, dir: 'auto' });
    const text = create('div', '', {}, name, this.progress, this.detail, this.error, this.description);
    this.node = create('li', 'item', {}, this.#preview(), text, this.retry, this.dismiss);
  }

  /** Drawn on a canvas rather than shown from a blob: URL, which a strict `img-src` refuses. */
  #preview() {
    const { file, url } = this.item;
    if (!file) return create('img', 'preview', { src: url, alt: '' });
    const canvas = create('canvas', 'preview', { width: 1, height: 1, ariaHidden: 'true' });
    previews = previews
      .then(async () => draw(canvas, await file, longestPreviewEdge))
      .catch(() => canvas.remove()); // the browser has no decoder
    return canvas;
  }

  update(wording, describe) {
    const { item, progress, detail, error, retry, dismiss } = this;
    const { name } = item;
    const pending = isPending(item);
    this.node.dataset.state = item.state;
    progress.hidden = !pending;
    if (item.progress < 1) progress.value = item.progress;
    else progress.removeAttribute('value'); // everything is sent; how long the check takes is not known
    detail.textContent = item.problem ? '' : this.#describe(wording);
    error.textContent = item.problem ?? '';
    retry.hidden = !item.retryable;
    dismiss.dataset.part = pending ? 'cancel' : 'remove';
    for (const button of [retry, dismiss]) {
      const action = button.textContent = wording.say(button.dataset.part);
      button.ariaLabel = wording.say('actOn', { action, name });
    }
    this.description.hidden = !describe;
    this.caption.textContent = wording.say('description');
    this.alt.ariaLabel = wording.say('descriptionOf', { name });
  }

  #describe(wording) {
    const { state, note, progress, width, height, size } = this.item;
    const bytes = wording.bytes(size ?? 0);
    if (state === 'done') return size ? wording.say('stored', { width, height, size: bytes }) : '';
    if (note) return wording.say(note);
    if (progress === 1) return wording.say('checking');
    return wording.say('progress', { sent: wording.bytes(progress * size || 0), size: bytes });
  }
}

/** What stands in the place of the native input. */
class FieldView {
  #messages = new Map();
  #timer;
  #quietUntil = 0;

  constructor(id) {
    this.list = create('ul', 'list', { role: 'list' });
    this.pick = create('button', 'pick', { type: 'button', id: `${id}-pick` });
    this.camera = create('button', 'camera', { type: 'button', id: `${id}-camera` });
    this.hint = create('p', 'hint', { id: `${id}-hint` });
    this.drop = create('span', 'drop', { ariaHidden: 'true' });
    this.zone = create('div', 'zone', {}, this.pick, this.camera, this.drop, this.hint);
    this.status = create('p', 'status', { role: 'status' });
    this.error = create('p', 'error', { id: `${id}-error` });
    this.root = create('div', '', {}, this.list, this.zone, this.status, this.error);
    this.root.dataset.ui = '';
    this.pick.setAttribute('aria-describedby', `${this.hint.id} ${this.error.id}`);
  }

  quietFor(milliseconds) {
    this.#quietUntil = performance.now() + milliseconds;
  }

  /**
   * Says in the status line, which screen readers read out, what happens: once a second at most. A later message about
   * the same thing replaces an earlier one that was not said yet.
   */
  say(about, message) {
    this.#messages.set(about, message);
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => {
      this.status.textContent = [...this.#messages.values()].join(' ');
      this.#messages.clear();
      this.quietFor(1000);
    }, this.#quietUntil - performance.now());
  }

  hush() {
    this.#messages.clear();
    this.status.textContent = '';
  }

  /** Names the button "Photo Choose image", and the group of several images "Photo". */
  labelBy(labels, multiple) {
    const ids = [...labels].map((label, index) => label.id ||= `${this.pick.id}-label-${index}`).join(' ');
    for (const button of [this.pick, this.camera]) button.setAttribute('aria-labelledby', `${ids} ${button.id}`);
    if (multiple) this.root.role = 'group';
    if (multiple && ids) this.root.setAttribute('aria-labelledby', ids);
  }
}

// ---- Element

const isPending = item => item.state === 'queued' || item.state === 'uploading';
const carriesFiles = event => event.dataTransfer?.types.includes('Files');
const askBeforeLeaving = event => event.preventDefault();

/** What the inner input gives up while the element stands in for it, and gets back when the element leaves the page. */
const formAttributes = ['name', 'required'];

let lastId = 0;

class ImageUpload extends HTMLElement {
  static formAssociated = true;
  static observedAttributes = ['accept', 'capture', 'describe', 'format', 'max-files', 'multiple', 'name', 'required'];

  /** Every element on the page, for what only the window hears. */
  static #connected = new Set();
  static #waitingForms = new Set();

  #internals = this.attachInternals();
  #wording = new Wording({}, 'en-GB');
  #ownStrings = {};
  #api;
  #limits = {};
  #input;
  #view;
  #items = [];
  #isRestored = false;
  #settling = [];
  #customValidity = '';
  #showsValidity = false;

  // ---- Public. `token`, where a script sets it, is sent as a bearer token.

  get form() { return this.#internals.form; }
  get labels() { return this.#internals.labels; }
  get validity() { return this.#internals.validity; }
  get validationMessage() { return this.#internals.validationMessage; }
  get willValidate() { return this.#internals.willValidate; }
  get name() { return this.getAttribute('name') ?? ''; }

  /** What was picked, in order: a copy that does not change. */
  get items() {
    return this.#items.map(item => this.#publicItem(item));
  }

  /** How many images are not settled yet. */
  get pending() {
    return this.#items.slice(0, this.#maxFiles).filter(isPending).length;
  }

  /** What the form gets: the URL of the stored image, or what `format` says; of several, one a line. */
  get value() {
    return this.#values.join('\n');
  }

  set value(value) {
    this.clear();
    const lines = String(value).split(/[\r\n]+/).map(line => line.trim()).filter(Boolean);
    this.#store(lines.map(line => parseJson(line) ?? { url: line }));
  }

  get strings() { return this.#wording.strings; }

  set strings(strings) {
    Object.assign(this.#ownStrings, strings);
    this.#reword();
  }

  add(files) {
    const added = [...files].slice(0, this.#multiple ? undefined : 1)
      .map(file => this.#newItem({ file, picked: file, name: file.name || 'image', size: file.size, key: newIdempotencyKey() }))
      .filter(item => this.#emit('accept', item, { file: item.file, replace: file => { item.file = file; } }));
    if (!added.length) return;
    if (!this.#multiple) this.#items.forEach(item => this.#discard(item));
    this.#items.push(...added);
    this.#update();
  }

  retry(id) {
    for (const item of this.#items) {
      if (item.state === 'failed' && (id === undefined || item.id === id)) {
        Object.assign(item, { state: 'queued', progress: 0, problem: null, retryable: false });
      }
    }
    this.#update();
  }

  cancel(id) {
    if (this.#items.some(item => item.id === id && isPending(item))) this.remove(id);
  }

  /** Takes an image out of the field; one that was uploaded here and not submitted yet is deleted from the store. */
  remove(id) {
    if (id === undefined) return super.remove(); // Element.remove(), which everybody's scripts call
    const item = this.#items.find(candidate => candidate.id === id);
    if (!item) return;
    const row = item.view?.node;
    const neighbour = row?.nextElementSibling ?? row?.previousElementSibling;
    const focused = row?.contains(document.activeElement);
    this.#discard(item);
    this.#update();
    if (focused) (neighbour?.querySelector('button:last-of-type') ?? this.#view.pick).focus();
    this.#say(item.id, 'removed', item);
    this.#emitChange();
  }

  /** Empties the field. Deletes nothing from the store: a script that clears may have submitted the images before. */
  clear() {
    for (const item of this.#items) this.#detach(item);
    this.#view?.hush();
    this.#update();
  }

  /** Resolves when nothing is pending, however it ended. */
  settled() {
    return new Promise(resolve => {
      this.#settling.push(resolve);
      this.#update();
    });
  }

  checkValidity() { return this.#internals.checkValidity(); }
  reportValidity() { return this.#internals.reportValidity(); }

  setCustomValidity(message) {
    this.#customValidity = String(message);
    this.#update();
  }

  focus(options) {
    (this.#view?.pick ?? this.querySelector('input'))?.focus(options);
  }

  // ---- Life cycle

  async connectedCallback() {
    ImageUpload.#connected.add(this);
    for (const name of ['strings', 'value']) { // set before the module came
      if (!Object.hasOwn(this, name)) continue;
      const value = this[name];
      delete this[name];
      this[name] = value;
    }
    if (!this.#view) await this.#prepare();
    if (this.#view && this.isConnected) this.#standIn();
  }

  disconnectedCallback() {
    ImageUpload.#connected.delete(this);
    if (!this.#input) return;
    this.#view.root.remove();
    this.#input.hidden = false;
    for (const name of formAttributes) {
      if (this.hasAttribute(name)) this.#input.setAttribute(name, this.getAttribute(name));
    }
  }

  attributeChangedCallback() {
    this.#update();
  }

  /** What is on its way stops, and starts again with the same key. */
  formDisabledCallback(disabled) {
    for (const item of this.#items) {
      if (!disabled || item.state !== 'uploading') continue;
      item.cancellation.abort();
      Object.assign(item, { state: 'queued', progress: 0 });
    }
    this.#update();
  }

  formResetCallback() {
    ImageUpload.#waitingForms.delete(this.form);
    this.#showsValidity = false;
    this.value = this.getAttribute('value') ?? '';
  }

  /** By the Back button, or when a tab is opened again. */
  formStateRestoreCallback(state) {
    this.#isRestored = true;
    this.#store(parseJson(state) ?? []);
  }

  /** Finds the API and the stylesheet. Where there is no API, the native input is left as it is. */
  async #prepare() {
    this.#reword();
    const api = this.getAttribute('api')?.replace(/\/+$/, '');
    const beside = /\/\d+\.[^/]+\/[^/]+$/.test(import.meta.url) ? '../config.json' : 'config.json'; // the folder of a version
    const url = api ? `${api}/config.json` : new URL(beside, import.meta.url).href;
    const [found] = await Promise.all([configurationAt(url), this.#loadStylesheet()]);
    if (this.#view || !found && !api) return;
    this.#api = api ?? found.api;
    this.#limits = found?.limits ?? {}; // the API itself says what it does not take
    this.#build();
  }

  /** The words of the page are in a script that is data; numbers follow its language. */
  #reword() {
    const selector = 'script[data-strings]';
    const script = this.querySelector(selector) ?? document.querySelector(selector);
    const found = script && (parseJson(script.textContent) ?? console.error('<image-upload> found no JSON in', script));
    const { lang } = (script ?? this).closest('[lang]') ?? {};
    const isEnglish = !found && !Object.keys(this.#ownStrings).length;
    this.#wording = new Wording({ ...found, ...this.#ownStrings }, !isEnglish && lang?.replace('_', '-') || 'en-GB');
    this.#update();
  }

  #loadStylesheet() {
    const root = this.getRootNode();
    if (this.getAttribute('styles') === 'none' || root.querySelector('link[href*="image-upload.css"]')) return;
    return new Promise(resolve => {
      const { href } = new URL('image-upload.css', import.meta.url);
      const link = create('link', '', { rel: 'stylesheet', href, onload: resolve, onerror: resolve });
      (root.head ?? root).append(link);
    });
  }

  #build() {
    this.#view = new FieldView(`image-upload-${++lastId}`);
    const { zone, camera } = this.#view;
    zone.addEventListener('click', event => {
      event.preventDefault(); // a wrapping label may click the element as well, and open a second picker
      this.#openPicker(event.target === camera);
    });
    this.addEventListener('click', event => event.target === this && this.#openPicker()); // by a label
    this.addEventListener('input', () => this.#update()); // of a description
    this.addEventListener('invalid', () => {
      this.#showsValidity = true;
      this.#update();
    });
    this.addEventListener('paste', event => this.#take(event, event.clipboardData.files));
    this.addEventListener('drop', event => this.#take(event, event.dataTransfer.files));
    this.addEventListener('dragover', event => {
      if (!carriesFiles(event) || this.#disabled) return;
      event.preventDefault();
      this.#setState('dragging', true);
    });
    this.addEventListener('dragleave', event => this.contains(event.relatedTarget) || this.#setState('dragging', false));
    if (this.hasAttribute('value') && !this.#items.length && !this.#isRestored) this.value = this.getAttribute('value');
  }

  /** Puts the built interface in the place of the native input. */
  #standIn() {
    this.querySelector(':scope > [data-ui]')?.remove(); // the original's, where this element is a clone
    const input = this.querySelector('input[type=file]') ?? this.appendChild(create('input', '', { type: 'file' }));
    this.#input = input;
    input.hidden = true;
    input.onclick = event => { if (event.isTrusted) input.removeAttribute('capture'); }; // by a label, not by our buttons
    input.oninput = event => event.stopPropagation();
    input.onchange = event => {
      event.stopPropagation(); // the element's own change event tells when there is a value
      this.#view.quietFor(700); // a screen reader is busy with the picker that closes
      this.#addAndClear();
    };
    for (const name of formAttributes) {
      if (input.hasAttribute(name) && !this.hasAttribute(name)) this.setAttribute(name, input.getAttribute(name));
      input.removeAttribute(name);
    }
    this.append(this.#view.root);
    this.#view.labelBy([...this.labels, ...input.labels], this.#multiple);
    this.#addAndClear(); // what was picked before the element took over
    this.#update();
  }

  // ---- Picking

  get #multiple() { return this.hasAttribute('multiple'); }
  get #maxFiles() { return this.#multiple ? this.#number('max-files') ?? 10 : 1; }
  get #disabled() { return this.matches(':disabled'); }
  get #capture() { return this.getAttribute('capture') || 'environment'; }

  /** The types that the API takes, narrowed by `accept`, where these have any in common. */
  get #types() {
    const { types = [] } = this.#limits;
    const accepted = this.#input.accept.toLowerCase().replace(/(^|,)\s*\./g, '$1image/').replaceAll('jpg', 'jpeg');
    const taken = types.filter(type => accepted.includes(type));
    return taken.length ? taken : types;
  }

  #number(attribute) {
    return Number(this.getAttribute(attribute)) || undefined;
  }

  #openPicker(withCamera) {
    if (withCamera) this.#input.setAttribute('capture', this.#capture);
    else this.#input.removeAttribute('capture');
    this.#input.click(); // does nothing where the input is disabled
  }

  #addAndClear() {
    const files = [...this.#input.files];
    this.#input.value = ''; // so that the same file can be picked again
    this.add(files);
  }

  #take(event, files) {
    this.#setState('dragging', false);
    if (!files.length) return; // text is none of ours
    event.preventDefault();
    if (!this.#disabled) this.add(files);
  }

  // ---- Uploading

  #newItem(values) {
    return {
      id: ++lastId, state: 'queued', progress: 0, url: null, width: null, height: null, alt: '', problem: null, ...values,
    };
  }

  #publicItem({ id, name, state, progress, url, width, height, alt, problem }) {
    return Object.freeze({ id, name, state, progress, url, width, height, alt, problem });
  }

  /** Fills the field with images that are stored already. */
  #store(images) {
    this.#items = images.map(({ id, name = this.#wording.say('storedBefore'), ...image }) =>
      this.#newItem({ ...image, name, uploadId: id, state: 'done', progress: 1 }));
    this.#update();
  }

  #startQueued() {
    if (this.#disabled) return;
    const items = this.#items.slice(0, this.#maxFiles);
    let free = concurrentUploads - items.filter(item => item.state === 'uploading').length;
    for (const item of items) {
      if (item.state === 'queued' && free-- > 0) this.#upload(item);
    }
  }

  async #upload(item) {
    item.state = 'uploading';
    item.cancellation = new AbortController();
    const { signal } = item.cancellation;
    try {
      item.body ??= await this.#prepareBody(item);
      signal.throwIfAborted();
      item.size = item.body.size;
      item.saidAt = performance.now();
      this.#say(item.id, 'uploading', item);
      this.#emit('start', item);
      const { id: uploadId, url, contentType, width, height, size, deleteToken } = await this.#sendWithRetries(item, signal);
      Object.assign(item, { state: 'done', progress: 1, uploadId, url, contentType, width, height, size, deleteToken });
    } catch (error) {
      if (signal.aborted) return;
      Object.assign(item, { state: 'failed', problem: this.#wording.explain(error), retryable: error.transient });
    }
    this.#update();
    this.#sayOutcome(item);
    this.#emit(item.problem ? 'error' : 'done', item);
    if (!item.problem) this.#emitChange();
  }

  /** Checks the image as far as its first bytes tell, and encodes it anew where it shall be smaller. */
  async #prepareBody(item) {
    const demand = (condition, key, details) => { if (!condition) throw failure(key, details); };
    const file = await item.file;
    // A folder that was dropped, or a file that is gone: the request would fail as if the network had.
    const header = await readHeader(file).catch(() => demand(false, 'unreadable'));
    const { type, width, height, moves } = header;
    const { maxInlineBytes, maxPixels } = this.#limits;
    const types = this.#types;
    const minWidth = this.#number('min-width');
    const minHeight = this.#number('min-height');
    const edge = this.#number('resize') ?? Infinity;
    const isForeign = types.length && !types.includes(type);

    demand(!isForeign || type === 'image/heic', 'wrongType', { types });
    demand(!(width < minWidth), 'tooNarrow', { count: minWidth });
    demand(!(height < minHeight), 'tooLow', { count: minHeight });
    let body = file;
    if (isForeign || Math.max(width, height) > edge && !moves) {
      const encoded = await encode(file, edge, type === 'image/jpeg', types).catch(() => file); // no decoder here
      demand(!isForeign || encoded !== file, 'heic');
      if (isForeign || encoded.size < file.size) body = encoded;
    }
    demand(!(body.size > maxInlineBytes), 'tooLarge', { limit: this.#wording.bytes(maxInlineBytes) });
    demand(body !== file || !(width * height > maxPixels), 'tooManyPixels', { count: maxPixels / 1e6 });
    if (body !== item.picked) item.fileName = withExtension(item.name, body === file ? type : body.type);
    return body;
  }

  async #sendWithRetries(item, signal) {
    let refusals = 0;
    for (let attempt = 0; ; attempt++) {
      try {
        return await this.#send(item, signal);
      } catch (error) {
        if (signal.aborted) throw error;
        if (error.key === 'idempotency-conflict' && !item.hasNewKey) {
          Object.assign(item, { key: newIdempotencyKey(), hasNewKey: true });
          continue;
        }
        if (!navigator.onLine) attempt = -1; // being offline does not count
        if (!error.transient || attempt === retryDelays.length) throw error;
        if (error.silent && attempt >= 0 && ++refusals === 2 && await this.#isRefused()) throw failure('refused');
        this.#show(item, 0, error.waiting);
        this.#say(item.id, error.waiting);
        const delay = (retryDelays[attempt] ?? 0) * (0.5 + Math.random());
        await pause(Math.min(error.retryAfter ?? delay, longestRetryAfter), signal);
        this.#show(item, 0);
      }
    }
  }

  /** Whether the service answers, but not to pages of this origin: scripts are told only that the request failed. */
  async #isRefused() {
    const reach = mode => fetch(`${this.#api}/health`, { mode, cache: 'no-store' }).then(() => true, () => false);
    if (await reach('cors') || !await reach('no-cors')) return false;
    console.error(`<image-upload>: ${this.#api} refused ${location.origin}. Is it in AllowedOrigins?`);
    return true;
  }

  /** One attempt. The idempotency key stays with the image, so that a second one never stores it twice. */
  async #send(item, signal) {
    const body = new FormData();
    for (const { name, value } of this.attributes) {
      if (name.startsWith('data-meta-')) body.append(name.slice('data-meta-'.length), value);
    }
    body.append('file', item.body, item.fileName ?? item.name);
    const headers = { ...this.#authorization, 'Accept': 'application/json', 'Idempotency-Key': item.key };
    const response = await post(`${this.#api}/uploads`, headers, body, signal, progress => {
      this.#show(item, progress);
      this.#sayProgress(item);
      this.#emit('progress', item);
    });
    if (response.status < 300 && response.answer?.url) return response.answer;
    throw refusal(response);
  }

  get #authorization() {
    return this.token ? { 'Authorization': `Bearer ${this.token}` } : {};
  }

  #show(item, progress, note) {
    Object.assign(item, { progress, note });
    item.view.update(this.#wording, this.#describes);
  }

  /** Takes an item out of the field, and its image out of the store where that is still ours to do. */
  #discard(item) {
    this.#detach(item);
    if (item.deleteToken) {
      const headers = { ...this.#authorization, 'X-Delete-Token': item.deleteToken };
      fetch(`${this.#api}/uploads/${item.uploadId}`, { method: 'DELETE', headers, keepalive: true }).catch(() => {});
    }
    this.#emit('remove', item);
  }

  #detach(item) {
    this.#items = this.#items.filter(other => other !== item);
    item.cancellation?.abort();
    item.view?.node.remove();
  }

  // ---- State

  get #done() { return this.#items.filter(item => item.state === 'done'); }
  get #describes() { return this.hasAttribute('describe'); }

  /** What the form gets for each stored image; never the delete token. */
  get #values() {
    const isJson = this.getAttribute('format') === 'json';
    return this.#done.map(({ uploadId: id, url, contentType, width, height, alt }) =>
      isJson ? JSON.stringify({ id, url, contentType, width, height, alt }) : url);
  }

  /** Brings everything in line with the items. */
  #update() {
    if (!this.#input) return;
    this.#startQueued();
    this.#setFormValue();
    this.#setValidity();
    this.#setState('empty', !this.#items.length);
    this.#setState('uploading', this.pending);
    this.#setState('failed', this.#items.some(item => item.state === 'failed'));
    this.#setState('done', this.#items.length && this.#items.every(item => item.state === 'done'));
    this.#render();
    // Listened to only while there is something to lose: some browsers keep no page that listens for the Back button.
    const isBusy = [...ImageUpload.#connected].some(field => field.pending);
    window[isBusy ? 'addEventListener' : 'removeEventListener']('beforeunload', askBeforeLeaving);
    if (!this.pending) this.#settling.splice(0).forEach(resolve => resolve());
  }

  #setFormValue() {
    const done = this.#done;
    const entries = new FormData();
    const add = (name, values) => {
      if (this.getAttribute('format') === 'lines') values = [values.join('\n')];
      values.forEach(value => entries.append(name, value));
    };
    if (this.name && done.length) {
      add(this.name, this.#values);
      if (this.#describes) add(`${this.name}-alt`, done.map(item => item.alt));
    }
    const state = done.map(({ uploadId: id, name, url, contentType, width, height, size, alt }) =>
      ({ id, name, url, contentType, width, height, size, alt }));
    this.#internals.setFormValue(entries, JSON.stringify(state));
  }

  #setValidity() {
    const failed = this.#items.find(item => item.state === 'failed');
    const overflow = this.#items.length > this.#maxFiles;
    const missing = this.hasAttribute('required') && !this.#items.length;
    const message = this.#customValidity
      || failed && this.#wording.say(failed.retryable ? 'notUploaded' : 'notTaken', failed)
      || overflow && this.#wording.say('rangeOverflow', { count: this.#maxFiles })
      || missing && this.#wording.say('valueMissing')
      || '';
    const flags = { customError: Boolean(this.#customValidity || failed), rangeOverflow: overflow, valueMissing: missing };
    const { pick, error } = this.#view;
    this.#internals.setValidity(flags, message, this.contains(pick) ? pick : undefined);
    error.textContent = overflow || this.#showsValidity && missing ? message : '';
  }

  #setState(name, on) {
    this.#internals.states[on ? 'add' : 'delete'](name);
  }

  #render() {
    const { list, root, pick, camera, drop, hint } = this.#view;
    const { maxInlineBytes } = this.#limits;
    const wording = this.#wording;
    this.#input.multiple = this.#multiple; // a label opens the input's picker without us
    this.#input.accept = this.getAttribute('accept') || this.#input.accept || jpegFirst(this.#types).join() || 'image/*';
    pick.textContent = wording.say(this.#items.length ? 'chooseAnother' : this.#multiple ? 'chooseSeveral' : 'choose');
    camera.textContent = wording.say('camera');
    camera.hidden = this.#capture === 'none';
    drop.textContent = wording.say('drop');
    hint.textContent = maxInlineBytes ? wording.say('limits', { types: this.#types, size: wording.bytes(maxInlineBytes) }) : '';
    for (const item of this.#items) {
      if (!item.view) list.append((item.view = new ItemView(item, this)).node);
      item.view.update(wording, this.#describes);
    }
    for (const control of [this.#input, ...root.querySelectorAll('button, input')]) control.disabled = this.#disabled;
  }

  #emit(type, item, more) {
    const detail = { ...this.#publicItem(item), ...more };
    return this.dispatchEvent(new CustomEvent(`image-upload-${type}`, { bubbles: true, cancelable: type === 'accept', detail }));
  }

  #emitChange() {
    this.dispatchEvent(new Event('change', { bubbles: true }));
  }

  #say(about, key, values) {
    this.#view?.say(about, this.#wording.say(key, values));
  }

  #sayProgress(item) {
    if (item.progress === 1 || performance.now() - item.saidAt < 10_000) return;
    item.saidAt = performance.now();
    this.#say(item.id, 'percent', { name: item.name, count: Math.round(item.progress * 100) });
  }

  #sayOutcome(item) {
    const { name } = item;
    if (item.problem) this.#say(item.id, 'failed', item);
    else if (this.#multiple) this.#say(item.id, 'uploadedOf', { name, done: this.#done.length, total: this.#items.length });
    else this.#say(item.id, 'uploaded', item);
  }

  // ---- What only the window hears

  static {
    // Capturing, on the window: before any handler of the author's, who then sees the form with its final values.
    addEventListener('submit', event => this.#onSubmit(event), true);
    // Bubbling, on the window: after every handler of the author's, who may have taken the files.
    for (const type of ['dragover', 'drop']) addEventListener(type, event => this.#keepPage(event));
    // A page that comes back by the Back button must not delete what its form has submitted.
    addEventListener('pagehide', () => this.#forgetDeleteTokens([...this.#connected]));
  }

  /** A submit waits for the uploads; it is not refused. */
  static async #onSubmit(event) {
    const { target: form, submitter } = event;
    const fields = [...this.#connected].filter(field => field.form === form && !field.#disabled);
    const pending = fields.filter(field => field.pending);
    if (!pending.length) return this.#forgetDeleteTokens(fields);

    event.preventDefault();
    event.stopImmediatePropagation();
    this.#waitingForms.add(form);
    const count = pending.reduce((sum, field) => sum + field.pending, 0);
    pending[0].#say(form, 'finishing', { count });
    await Promise.all(pending.map(field => field.settled()));

    if (!this.#waitingForms.delete(form)) return; // an earlier click sends the form already, or it was reset
    const failed = fields.find(field => field.#items.some(item => item.state === 'failed'));
    if (failed) failed.reportValidity();
    else form.requestSubmit(submitter?.form === form ? submitter : null);
  }

  static #forgetDeleteTokens(fields) {
    for (const item of fields.flatMap(field => field.#items)) delete item.deleteToken;
  }

  /** A file dropped beside the field, but inside its form, must not navigate away from what was typed there. */
  static #keepPage(event) {
    const path = event.composedPath();
    if (event.defaultPrevented || !carriesFiles(event) || path[0].type === 'file') return;
    if (![...this.#connected].some(field => field.form && path.includes(field.form))) return;
    event.preventDefault();
    event.dataTransfer.dropEffect = 'none';
  }
}

// Without custom states (browsers before 2024) the native input does the work.
if (CSS.supports('selector(:state(empty))') && !customElements.get('image-upload')) {
  customElements.define('image-upload', ImageUpload);
}
