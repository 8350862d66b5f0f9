// <image-upload>: docs/form.md says what it does, and why.

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

class Wording {
  #language;

  constructor(strings, language) {
    this.strings = { ...english, ...strings };
    this.#language = language;
  }

  say(key, values = {}) {
    const entry = this.strings[key];
    const text = entry.other ? entry[new Intl.PluralRules(this.#language).select(values.count)] ?? entry.other : entry;
    return text.replace(/\{(\w+)\}/g, (_, name) => (values[name] ?? '').toLocaleString(this.#language, { useGrouping: false }));
  }

  explain(error) {
    return error.key in this.strings ? this.say(error.key, error) : error.detail ?? (error.status ? this.say('unexpected', error) : error.message);
  }

  bytes(count) {
    const [value, unit] = count < 1e6 ? [count / 1e3, 'kilobyte'] : [count / 1e6, 'megabyte'];
    return value.toLocaleString(this.#language, { style: 'unit', unit, maximumSignificantDigits: value < 10 ? 2 : 3 });
  }

  types(types) {
    const names = types.map(type => type.replace('image/', '').toUpperCase().replace('WEBP', 'WebP'));
    return new Intl.ListFormat(this.#language, { type: 'disjunction' }).format(names);
  }
}

// ---- Transport

const concurrentUploads = 2;
const retryDelays = [1, 2, 4, 8]; // seconds, ± 50 %
const longestRetryAfter = 30;
const stallTimeout = 30; // seconds without progress
const answerTimeout = 60; // seconds after the last byte

/** `key`: its words; `transient`: it may pass. */
const failure = (key, details) => Object.assign(new Error(key), { key }, details);

const configurations = {};

async function readConfiguration(url) {
  try {
    const response = await fetch(url);
    if (response.ok) return await response.json();
    throw new Error(`it answered ${response.status}`);
  } catch (error) {
    console.error(`<image-upload> found no API at ${url}: ${error.message}`);
  }
}

/** `randomUUID` needs HTTPS. */
const newIdempotencyKey = () => crypto.getRandomValues(new Uint32Array(4)).join('-');

function parseJson(text) {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function refusal(xhr, answer) {
  const { status } = xhr;
  const key = answer?.code ?? 'problem';
  const transient = /408|429|5../.test(status) || key === 'not-received';
  const retryAfter = Number(xhr.getResponseHeader('Retry-After'));
  return failure(key, { ...answer, status, transient, retryAfter, waiting: 'busy' });
}

/** `fetch` reports no progress. */
function send(url, headers, body, signal, onProgress, method = 'POST') {
  return new Promise((resolve, reject) => {
    signal.throwIfAborted();
    const xhr = new XMLHttpRequest();
    let isSilent = true;
    let timer;
    const expect = seconds => {
      clearTimeout(timer);
      timer = setTimeout(() => xhr.abort(), seconds * 1000);
    };
    const progress = (part, seconds) => {
      isSilent = false;
      expect(seconds);
      onProgress(part);
    };
    xhr.upload.onprogress = event => progress(event.loaded / event.total, stallTimeout);
    xhr.upload.onload = () => progress(1, answerTimeout);
    xhr.onload = () => resolve(xhr);
    xhr.onerror = xhr.onabort = ({ type }) =>
      reject(failure('unreachable', { transient: true, waiting: 'connectionLost', url, isSilent, isCut: type === 'error' }));
    xhr.onloadend = () => clearTimeout(timer);
    signal.addEventListener('abort', () => xhr.abort());

    xhr.open(method, url);
    for (const name in headers) xhr.setRequestHeader(name, headers[name]);
    expect(body ? stallTimeout : answerTimeout);
    xhr.send(body);
  });
}

/** Scripts learn only that it failed. By POST, for every site may read a bucket. */
async function isRefused(url) {
  const reach = mode =>
    fetch(url, { method: 'POST', mode, cache: 'no-store', signal: AbortSignal.timeout(5000) }).catch(() => {});
  if (await reach('cors') || !await reach('no-cors')) return false;
  console.error(`<image-upload>: ${url} refused ${location.origin}. Is it in AllowedOrigins?`);
  return true;
}

/** The store reads nothing after the file. */
function createForm(fields, { body, fileName }) {
  const form = new FormData();
  for (const [name, value] of fields) form.append(name, value);
  form.append('file', body, fileName);
  return form;
}

/** As long as it is offline, too. */
function pause(seconds, signal) {
  return new Promise(resolve => {
    const timer = navigator.onLine && setTimeout(resolve, seconds * 1000);
    addEventListener('online', resolve, { signal });
    signal.addEventListener('abort', () => resolve(clearTimeout(timer)));
  });
}

// ---- Images

const headerLength = 1 << 20; // bytes; metadata comes before the size
const moving = /^GIF|\0{3}\x08acTL|ANIM\x06\0{3}|^.{4}ftypavis/s;

/** First bytes, which refuse nothing that the API takes, and how to read the size as browsers show it. */
const formats = {
  'image/jpeg': [/^ÿØ/, sizeOfJpeg],
  'image/png': [/^.PNG/, sizeOfPng],
  'image/gif': [/^GIF8/, sizeOfGif],
  'image/webp': [/^.{8}WEBP/s, sizeOfWebp],
  'image/avif': [/^.{4}ftyp(.{4}){0,99}?avi[fs]/s, sizeOfHeif],
  'image/heic': [/^.{4}ftyp(.{4}){0,99}?(he[iv][cmsx]|m[is]f1)/s, sizeOfHeif],
};

const turnIf = (isTurned, width, height) => isTurned ? [height, width] : [width, height];

/** Segment by segment: a thumbnail and whatever follows the picture have sizes of their own. */
function sizeOfJpeg(view, text) {
  const segment = /ÿ[À-ÏÚ-ïþ]/g;
  let size, isTurned;
  for (segment.lastIndex = 2; ;) {
    const { 0: marker, index } = segment.exec(text);
    const length = Math.max(2, view.getUint16(index + 2));
    if (marker === 'ÿÚ') return turnIf(isTurned, ...size);
    if (/[^ÄÈÌÚ-þ]$/.test(marker)) size ??= [view.getUint16(index + 7), view.getUint16(index + 5)];
    if (marker === 'ÿá' && text.startsWith('Exif\0', index + 4)) isTurned ??= turns(view, index + 10, length - 8);
    segment.lastIndex = index + 2 + length;
  }
}

/** Chunk by chunk: text and picture data hold any bytes. */
function sizeOfPng(view, text) {
  let isTurned;
  for (let at = 8; ; at += 12 + view.getUint32(at)) {
    const type = text.slice(at + 4, at + 8);
    if (type === 'IDAT') return turnIf(isTurned, view.getUint32(16), view.getUint32(20));
    if (type === 'eXIf') isTurned ??= turns(view, at + 8, view.getUint32(at));
  }
}

/** Whether Exif exchanges width and height: its first directory, for the second is the thumbnail's. If damaged, it does not. */
function turns({ buffer }, start, length) {
  try {
    const exif = new DataView(buffer, start, length);
    const isLittle = exif.getUint32(0) === 0x49492a00;
    if (!isLittle && exif.getUint32(0) !== 0x4d4d002a) return false;
    const directory = exif.getUint32(4, isLittle);
    for (let left = exif.getUint16(directory, isLittle), at = directory + 2; left; left--, at += 12) {
      if (exif.getUint16(at, isLittle) !== 0x112) continue;
      const isShort = exif.getUint16(at + 2, isLittle) === 3 && exif.getUint32(at + 4, isLittle) === 1;
      const orientation = exif.getUint16(at + 8, isLittle);
      return isShort && orientation > 4 && orientation < 9;
    }
  } catch {}
  return false;
}

/** The screen, which browsers enlarge to the first picture. */
function sizeOfGif(view) {
  const number = at => view.getUint16(at, true);
  const flags = view.getUint8(10);
  let at = flags & 0x80 ? 13 + (6 << (flags & 7)) : 13;
  for (let block; (block = view.getUint8(at++)) !== 0x2c;) {
    if (block !== 0x21) continue;
    at++;
    for (let length; (length = view.getUint8(at++));) at += length;
  }
  return [Math.max(number(6), number(at) + number(at + 4)), Math.max(number(8), number(at + 2) + number(at + 6))];
}

function sizeOfWebp(view) {
  const bits = (at, mask) => view.getUint32(at, true) & mask;
  const variant = view.getUint8(15);
  if (variant === 0x20) return [bits(26, 0x3fff), bits(28, 0x3fff)];
  if (variant === 0x4c) return [bits(21, 0x3fff) + 1, (bits(21, 0xfffc000) >> 14) + 1];
  return [bits(24, 0xffffff) + 1, bits(27, 0xffffff) + 1];
}

/** The longest sides and the fewest pixels of all items: whichever is shown, it is not refused. Crops are not looked for. */
function sizeOfHeif(view, text) {
  const sizes = [...text.matchAll(/\0{3}\x14ispe\0{4}/g)].map(({ index }) => [view.getUint32(index + 12), view.getUint32(index + 16)]);
  const [[width, height]] = sizes.sort((a, b) => a[0] * a[1] - b[0] * b[1]);
  const longest = side => Math.max(...sizes.map(size => size[side]));
  return [...turnIf(/\0{3}\x09irot[\x01\x03]/.test(text), longest(0), longest(1)), width * height];
}

async function readHeader(file) {
  const buffer = await file.slice(0, headerLength).arrayBuffer();
  const text = new TextDecoder('latin1').decode(buffer);
  const type = Object.keys(formats).find(name => formats[name][0].test(text));
  const moves = moving.test(text);
  try {
    const [width, height, pixels = width * height] = formats[type][1](new DataView(buffer), text);
    return { type, width, height, pixels, moves };
  } catch {
    return { type, moves };
  }
}

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

async function encode(file, edge, isJpeg, types) {
  const canvas = new OffscreenCanvas(1, 1);
  const context = await draw(canvas, file, edge);
  const pixels = isJpeg ? [] : new Uint32Array(context.getImageData(0, 0, canvas.width, canvas.height).data.buffer);
  const best = pixels.some(pixel => pixel >>> 24 < 255) ? 'image/webp' : 'image/jpeg';
  const blob = await canvas.convertToBlob({ type: types.includes(best) ? best : 'image/png', quality: 0.85 });
  return types.includes(blob.type) ? blob : file;
}

// ---- View

function create(tag, part, properties, ...children) {
  const node = Object.assign(document.createElement(tag), properties);
  if (part) node.dataset.part = part;
  node.append(...children);
  return node;
}

const previewEdge = 480; // device pixels

/** One after another: pixels are large. */
let previews = Promise.resolve();

function createRow(item, field) {
  const { name, file, url } = item;
  const button = (part, onclick) => create('button', part, { type: 'button', onclick });
  const progress = create('progress', 'progress', { max: 1, ariaLabel: name });
  const detail = create('div', 'detail');
  const error = create('div', 'error');
  const caption = create('span');
  const alt = create('input', '', { value: item.alt, oninput: () => { item.alt = alt.value; } });
  const description = create('label', 'description', {}, caption, alt);
  const retry = button('retry', () => {
    dismiss.focus(); // this button hides
    field.retry(item.id);
  });
  const dismiss = button('cancel', () => field.remove(item.id)); // later Remove
  const heading = create('div', 'name', { textContent: name, title: name, dir: 'auto' });
  const text = create('div', '', {}, heading, progress, detail, error, description);
  const preview = url ? create('img', 'preview', { src: url, alt: '', onerror() { this.remove(); } }) : createPreview(file);
  const node = create('li', 'item', {}, preview, text, retry, dismiss);

  const describe = wording => {
    const size = wording.bytes(item.size || 0);
    if (item.state === 'done') return item.size ? wording.say('stored', { ...item, size }) : '';
    if (item.note) return wording.say(item.note);
    if (item.progress === 1) return wording.say('checking');
    return wording.say('progress', { sent: wording.bytes(item.progress * item.size || 0), size });
  };
  const update = (wording, isDescribed) => {
    node.dataset.state = item.state;
    progress.hidden = !isPending(item);
    if (item.progress < 1) progress.value = item.progress;
    else progress.removeAttribute('value');
    detail.textContent = item.problem ? '' : describe(wording);
    error.textContent = item.problem;
    retry.hidden = !item.retryable;
    dismiss.dataset.part = isPending(item) ? 'cancel' : 'remove';
    for (const button of [retry, dismiss]) {
      button.textContent = wording.say(button.dataset.part);
      button.ariaLabel = wording.say('actOn', { action: button.textContent, name });
    }
    description.hidden = !isDescribed;
    caption.textContent = wording.say('description');
    alt.ariaLabel = wording.say('descriptionOf', { name });
  };
  return { node, update };
}

/** Without a blob: URL, for strict pages. */
function createPreview(file) {
  const canvas = create('canvas', 'preview', { width: 1, height: 1, ariaHidden: 'true' });
  Promise.resolve(file).catch(() => {}).then(image => {
    previews = previews.then(() => draw(canvas, image, previewEdge)).catch(() => canvas.remove());
  });
  return canvas;
}

class FieldView {
  #messages = new Map();
  #timer;
  #quietUntil = 0;

  constructor(id) {
    this.list = create('ul', 'list', { role: 'list' });
    this.pick = create('button', 'pick', { type: 'button', id: `${id}-pick` });
    this.camera = create('button', 'camera', { type: 'button', id: `${id}-camera` });
    this.hint = create('div', 'hint', { id: `${id}-hint` });
    this.drop = create('span', 'drop', { ariaHidden: 'true' });
    this.zone = create('div', 'zone', {}, this.pick, this.camera, this.drop, this.hint);
    this.status = create('div', 'status', { role: 'status' });
    this.error = create('div', 'error', { id: `${id}-error` });
    this.label = create('span', '', { hidden: true });
    this.root = create('div', '', {}, this.label, this.list, this.zone, this.status, this.error);
    this.root.dataset.ui = '';
    this.pick.setAttribute('aria-describedby', `${this.hint.id} ${this.error.id}`);
  }

  quietFor(milliseconds) {
    this.#quietUntil = performance.now() + milliseconds;
  }

  /** Once a second; about one thing only the last. */
  say(about, message) {
    this.#messages.delete(about);
    this.#messages.set(about, message);
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => {
      this.status.textContent = [...new Set(this.#messages.values())].join(' ');
      this.#messages.clear();
      this.quietFor(1000);
    }, this.#quietUntil - performance.now());
  }

  hush() {
    this.#messages.clear();
    this.status.textContent = '';
  }

  /** "Photo Choose image": what a label around the field says without the field's own words. */
  labelBy(labels, ariaLabel, multiple) {
    const around = this.root.closest('label');
    this.label.textContent = around ? around.textContent.replace(this.root.parentNode.textContent, '') : ariaLabel;
    if (this.label.textContent) labels = [this.label];
    const ids = labels.map((label, index) => label.id ||= `${this.pick.id}-label-${index}`).join(' ');
    for (const button of [this.pick, this.camera]) button.setAttribute('aria-labelledby', `${ids} ${button.id}`);
    if (multiple) this.root.role = 'group';
    if (multiple && ids) this.root.setAttribute('aria-labelledby', ids);
  }
}

// ---- Element

const isPending = item => item.state === 'queued' || item.state === 'uploading';
const carriesFiles = event => event.dataTransfer?.types.includes('Files');
const askBeforeLeaving = event => event.preventDefault();

const formAttributes = ['name', 'required'];

let lastId = 0;

class ImageUpload extends HTMLElement {
  static formAssociated = true;
  static observedAttributes = ['accept', 'capture', 'describe', 'format', 'max-files', 'multiple', 'name', 'required'];

  static #connected = new Set();
  static #waitingForms = new Set();

  #internals = this.attachInternals();
  #wording = new Wording({}, 'en-GB');
  #ownStrings;
  #api;
  #limits;
  #input;
  #view;
  #items = [];
  #isRestored = false;
  #settling = [];
  #customValidity = '';
  #showsValidity = false;

  constructor() {
    super();
    // Chromium restores only forms whose first two names are those that it saved.
    const input = this.querySelector('input') ?? {};
    const { name } = input;
    input.name = '';
    queueMicrotask(() => { input.name = name; });
  }

  // ---- Public, with the `token` that a script sets

  get form() { return this.#internals.form; }
  get labels() { return this.#internals.labels; }
  get validity() { return this.#internals.validity; }
  get validationMessage() { return this.#internals.validationMessage; }
  get willValidate() { return this.#internals.willValidate; }
  get name() { return this.getAttribute('name') ?? ''; }
  set name(value) { this.setAttribute('name', value); }

  get items() {
    return this.#items.map(item => this.#publicItem(item));
  }

  get pending() {
    return this.#items.slice(0, this.#maxFiles).filter(isPending).length;
  }

  get value() {
    return this.#values.join('\n');
  }

  set value(value) {
    this.clear();
    const lines = String(value).match(/\S.*\S/g) ?? [];
    this.#store(lines.map(line => line.startsWith('{') && parseJson(line) || { url: line }));
  }

  get strings() { return { ...this.#wording.strings }; }

  set strings(strings) {
    this.#ownStrings = { ...this.#ownStrings, ...strings };
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

  remove(id) {
    if (id === undefined) return super.remove(); // Element.remove()
    const item = this.#items.find(item => item.id === id);
    if (!item) return;
    const row = item.view?.node;
    const next = row?.matches(':focus-within') && (row.nextElementSibling?.querySelector('button:last-of-type') ?? this.#view.pick);
    if (isPending(item)) ImageUpload.#waitingForms.delete(this.form);
    this.#discard(item);
    this.#update();
    if (next) next.focus();
    this.#say(item.id, 'removed', item);
    this.#emitChange();
  }

  clear() {
    for (const item of this.#items) this.#detach(item);
    this.#view?.hush();
    this.#update();
  }

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

  async connectedCallback() {
    ImageUpload.#connected.add(this);
    this.getRootNode().addEventListener('submit', ImageUpload.#onSubmit, true); // for shadow trees
    for (const name of ['strings', 'value']) { // set before us
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
    this.#update();
  }

  attributeChangedCallback() {
    this.#update();
  }

  formDisabledCallback(disabled) {
    if (disabled) this.#halt();
    this.#update();
  }

  formResetCallback() {
    ImageUpload.#waitingForms.delete(this.form);
    this.#showsValidity = false;
    this.value = this.getAttribute('value') ?? '';
  }

  formStateRestoreCallback(state) {
    this.#isRestored = true;
    this.#store(parseJson(state) ?? []);
  }

  async #prepare() {
    this.#reword();
    const api = this.getAttribute('api')?.replace(/\/+$/, '');
    const beside = /\/\d+\.[^/]+\/[^/]+$/.test(import.meta.url) ? '../config.json' : 'config.json';
    const url = api ? `${api}/config.json` : new URL(beside, import.meta.url).href;
    const [found] = await Promise.all([configurations[url] ??= readConfiguration(url), this.#loadStylesheet()]);
    if (this.#view || !found) return;
    this.#api = api || found.api;
    this.#limits = found.limits;
    this.#build();
  }

  #reword() {
    const selector = 'script[data-strings]';
    const script = this.querySelector(selector) ?? document.querySelector(selector);
    const found = script && (parseJson(script.textContent) ?? console.error('<image-upload> found no JSON in', script));
    const source = found ? script : this.#ownStrings && this;
    const language = source?.closest('[lang]')?.lang.replaceAll('_', '-');
    this.#wording = new Wording({ ...found, ...this.#ownStrings }, language || 'en-GB');
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
      event.preventDefault(); // a label around would click again
      this.#openPicker(event.target === camera);
    });
    this.addEventListener('click', event => event.target === this && this.#openPicker()); // a label's
    this.addEventListener('input', () => this.#update()); // a description's
    this.addEventListener('invalid', () => {
      this.#showsValidity = true;
      this.#update();
    });
    this.addEventListener('paste', event => {
      const isText = event.target.select && event.clipboardData.types.includes('text/plain');
      if (!isText) this.#take(event, event.clipboardData.files);
    });
    this.addEventListener('drop', event => this.#take(event, event.dataTransfer.files));
    this.addEventListener('dragover', event => {
      if (!carriesFiles(event) || this.#disabled) return;
      event.preventDefault();
      this.#setState('dragging', true);
    });
    this.addEventListener('dragleave', event => this.contains(event.relatedTarget) || this.#setState('dragging', false));
    if (this.hasAttribute('value') && !this.#items.length && !this.#isRestored) this.value = this.getAttribute('value');
  }

  #standIn() {
    this.querySelector(':scope > [data-ui]')?.remove(); // a clone's copy
    const input = this.querySelector('input[type=file]') ?? this.appendChild(create('input', '', { type: 'file' }));
    this.#input = input;
    input.hidden = true;
    input.onclick = event => { if (event.isTrusted) input.removeAttribute('capture'); }; // a label's
    input.oninput = event => event.stopPropagation();
    input.onchange = event => {
      event.stopPropagation();
      this.#view.quietFor(700); // the picker closes
      this.#addAndClear();
    };
    for (const name of formAttributes) {
      if (input.hasAttribute(name) && !this.hasAttribute(name)) this.setAttribute(name, input.getAttribute(name));
      input.removeAttribute(name);
    }
    this.append(this.#view.root);
    this.#view.labelBy([...this.labels, ...input.labels], input.ariaLabel, this.#multiple);
    this.#addAndClear(); // picked before us
    this.#update();
  }

  get #multiple() { return this.hasAttribute('multiple'); }
  get #maxFiles() { return this.#multiple ? this.#number('max-files') ?? 10 : 1; }
  get #disabled() { return this.matches(':disabled'); }
  get #capture() { return this.getAttribute('capture') || 'environment'; }

  /** Those that `accept` and the API share. */
  get #types() {
    const { types } = this.#limits;
    const accepted = this.#input.accept.toLowerCase().replace(/(^|,)\s*\./g, '$1image/').replaceAll('jpg', 'jpeg');
    const taken = types.filter(type => accepted.includes(type) || accepted.includes('image/*'));
    return taken.length ? taken : types;
  }

  #number(attribute) {
    return Number(this.getAttribute(attribute)) || undefined;
  }

  #openPicker(withCamera) {
    if (withCamera) this.#input.setAttribute('capture', this.#capture);
    else this.#input.removeAttribute('capture');
    this.#input.click();
  }

  #addAndClear() {
    const files = [...this.#input.files];
    this.#input.value = ''; // the same file can be picked again
    this.add(files);
  }

  #take(event, files) {
    this.#setState('dragging', false);
    if (!files.length) return;
    event.preventDefault();
    if (!this.#disabled) this.add(files);
  }

  #newItem(values) {
    return {
      id: ++lastId, state: 'queued', progress: 0, url: null, width: null, height: null, alt: '', problem: null, ...values,
    };
  }

  #publicItem({ id, name, state, progress, url, width, height, alt, problem }) {
    return Object.freeze({ id, name, state, progress, url, width, height, alt, problem });
  }

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
    const cancellation = item.cancellation = new AbortController();
    const { signal } = cancellation;
    try {
      if (!item.body) await this.#prepareBody(item);
      signal.throwIfAborted();
      item.saidAt = performance.now();
      this.#say(item.id, 'uploading', item);
      this.#emit('start', item);
      const answer = await this.#sendWithRetries(item, signal);
      const { id: uploadId, url, contentType, width, height, size } = answer;
      const ticket = { ...item.ticket, ...answer }; // `complete` tells no deleteToken
      Object.assign(item, { state: 'done', progress: 1, uploadId, url, contentType, width, height, size, ticket });
    } catch (cause) {
      if (signal.aborted) return;
      const error = cause?.message ? cause : failure('unreadable');
      Object.assign(item, { state: 'failed', problem: this.#wording.explain(error), retryable: error.transient });
    } finally {
      cancellation.abort(); // ends whatever still waits
    }
    this.#update();
    if (item.problem) {
      this.#say(item.id, 'failed', item);
      this.#emit('error', item);
    } else {
      this.#say(item.id, this.#multiple ? 'uploadedOf' : 'uploaded', { ...item, done: this.#done.length, total: this.#items.length });
      this.#emit('done', item);
      this.#emitChange();
    }
  }

  async #prepareBody(item) {
    const demand = (condition, key, details) => { if (!condition) throw failure(key, details); };
    const file = await item.file;
    const { type, width, height, pixels, moves } = await readHeader(file).catch(() => demand(false, 'unreadable')); // a folder
    const { maxInlineBytes, maxBytes, maxPixels } = this.#limits;
    const { name, picked, isInlineOnly } = item;
    const mostInline = maxInlineBytes - 4096; // names, metadata, boundaries
    const most = isInlineOnly ? mostInline : maxBytes;
    const types = this.#types;
    const isForeign = !types.includes(type);
    let edge = this.#number('resize');
    const redraw = () => encode(file, edge ?? Infinity, type === 'image/jpeg', types).catch(() => file);

    demand(!isForeign || type === 'image/heic', 'wrongType', { types: this.#wording.types(types) });
    demand(!(width < this.#number('min-width')), 'tooNarrow', { count: this.#number('min-width') });
    demand(!(height < this.#number('min-height')), 'tooLow', { count: this.#number('min-height') });
    let body = file;
    if (isForeign || Math.max(width, height) > edge && !moves) {
      const encoded = await redraw();
      demand(!isForeign || encoded !== file, 'heic');
      if (isForeign || encoded.size < file.size) body = encoded;
    }
    for (; isInlineOnly && body.size > most && edge > 1 && !moves; edge /= 2) body = await redraw();
    demand(body.size <= most, isInlineOnly ? 'refused' : 'tooLarge', { limit: this.#wording.bytes(most) });
    demand(body !== file || !(pixels > maxPixels), 'tooManyPixels', { count: maxPixels / 1e6 });
    const contentType = body === file ? type : body.type;
    const fileName = body === picked ? name : name.replace(/(\.\w+)?$/, `.${contentType.replace('image/', '')}`);
    Object.assign(item, { body, size: body.size, contentType, fileName, isDirect: body.size > mostInline });
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
        // A gateway's 413 without CORS looks like a cut.
        const isTooLarge = error.status === 413 || error.isCut && navigator.onLine && item.size > 1e6;
        if (isTooLarge && !item.isDirect && !item.isInlineOnly) {
          item.isDirect = true;
          continue;
        }
        if (!navigator.onLine) attempt = -1;
        if (!error.transient || attempt >= retryDelays.length) throw error;
        const isStore = error.url === item.ticket?.upload.url;
        if (error.isSilent && attempt >= 0 && ++refusals > 1 && await isRefused(isStore ? error.url : `${this.#api}/health`)) {
          if (!isStore) throw failure('refused');
          item.isInlineOnly = true;
          await this.#prepareBody(item);
          continue;
        }
        this.#show(item, 0, error.waiting);
        this.#say(item.id, error.waiting);
        const delay = (retryDelays[attempt] ?? 0) * (0.5 + Math.random());
        await pause(Math.min(error.retryAfter || delay, longestRetryAfter), signal);
        this.#show(item, 0);
      }
    }
  }

  #send(item, signal) {
    const onProgress = progress => {
      this.#show(item, progress);
      this.#emit('progress', item);
      if (progress === 1 || performance.now() - item.saidAt < 10_000) return;
      item.saidAt = performance.now();
      this.#say(item.id, 'percent', { ...item, count: Math.round(progress * 100) });
    };
    return item.isDirect
      ? this.#sendDirectly(item, signal, onProgress)
      : this.#ask(`${this.#api}/uploads`, item, createForm(this.#metadata, item), signal, onProgress);
  }

  /** With a former ticket the image may have arrived. */
  async #sendDirectly(item, signal, onProgress) {
    const { fileName, contentType, size, ticket: former } = item;
    const request = JSON.stringify({ fileName, contentType, size, metadata: Object.fromEntries(this.#metadata) });
    item.ticket ??= await this.#ask(`${this.#api}/uploads/direct`, item, new Blob([request], { type: 'application/json' }), signal);
    const { upload, completeUrl } = item.ticket;
    if (!upload) return item.ticket; // stored
    const complete = () => this.#ask(completeUrl, item, null, signal);
    if (former) {
      this.#show(item, 1);
      try {
        return await complete();
      } catch (error) {
        if (error.key !== 'not-received') throw error;
        delete item.ticket; // it may have expired
        return this.#sendDirectly(item, signal, onProgress);
      }
    }
    const { url, headers, fields, method } = upload;
    const body = fields ? createForm(Object.entries(fields), item) : item.body;
    const xhr = await send(url, headers, body, signal, onProgress, method);
    if (xhr.status < 300) return complete();
    delete item.ticket;
    throw refusal(xhr);
  }

  /** The key keeps retries from storing it twice. */
  async #ask(url, { key }, body, signal, onProgress = () => {}) {
    const headers = { ...this.#authorization, 'Idempotency-Key': key };
    const xhr = await send(url, headers, body, signal, onProgress);
    const answer = parseJson(xhr.responseText);
    if (xhr.status < 300 && answer?.id) return answer;
    throw refusal(xhr, answer);
  }

  get #metadata() {
    return [...this.attributes].map(({ name, value }) => [name.split(/^data-meta-/)[1], value]).filter(([name]) => name);
  }

  get #authorization() {
    return this.token && { 'Authorization': `Bearer ${this.token}` };
  }

  #show(item, progress, note) {
    Object.assign(item, { progress, note });
    item.view.update(this.#wording, this.#describes);
  }

  #discard(item) {
    this.#detach(item);
    if (item.ticket) {
      const headers = { ...this.#authorization, 'X-Delete-Token': item.ticket.deleteToken };
      fetch(`${this.#api}/uploads/${item.ticket.id}`, { method: 'DELETE', headers, keepalive: true }).catch(() => {});
    }
    this.#emit('remove', item);
  }

  #halt() {
    for (const item of this.#items.filter(({ state }) => state === 'uploading')) {
      item.cancellation.abort();
      Object.assign(item, { state: 'queued', progress: 0, note: '' });
    }
  }

  #detach(item) {
    this.#items = this.#items.filter(other => other !== item);
    item.cancellation?.abort();
    item.view?.node.remove();
  }

  get #done() { return this.#items.filter(item => item.state === 'done'); }
  get #describes() { return this.hasAttribute('describe'); }

  get #values() {
    const isJson = this.getAttribute('format') === 'json';
    return this.#done.map(({ uploadId: id, url, contentType, width, height, alt }) =>
      isJson ? JSON.stringify({ id, url, contentType, width, height, alt }) : url);
  }

  #update() {
    if (!this.pending) this.#settling.splice(0).forEach(resolve => resolve());
    if (!this.#input) return;
    this.#startQueued();
    this.#setFormValue();
    this.#setValidity();
    this.#setState('empty', !this.#items.length);
    this.#setState('uploading', this.pending);
    this.#setState('failed', this.#items.some(item => item.state === 'failed'));
    this.#setState('done', this.#items.length && this.#items.length === this.#done.length);
    this.#render();
    // Some browsers keep no such page.
    const isBusy = [...ImageUpload.#connected].some(field => field.pending);
    window[isBusy ? 'addEventListener' : 'removeEventListener']('beforeunload', askBeforeLeaving);
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
      if (this.#describes) add(this.name.replace(/(\[])?$/, '-alt$1'), done.map(item => item.alt));
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
      || this.#wording.say('valueMissing');
    const flags = { customError: this.#customValidity || failed, rangeOverflow: overflow, valueMissing: missing };
    const { pick, error } = this.#view;
    this.#internals.setValidity(flags, message, this.contains(pick) ? pick : undefined);
    error.textContent = overflow || this.#showsValidity && missing ? message : '';
  }

  #setState(name, on) {
    this.#internals.states[on ? 'add' : 'delete'](name);
  }

  #render() {
    const { list, root, pick, camera, drop, hint } = this.#view;
    const wording = this.#wording;
    this.#input.multiple = this.#multiple; // for labels
    this.#input.accept = this.getAttribute('accept') || this.#input.accept || this.#types.join();
    pick.textContent = wording.say(this.#items.length ? 'chooseAnother' : this.#multiple ? 'chooseSeveral' : 'choose');
    camera.textContent = wording.say('camera');
    camera.hidden = this.#capture === 'none';
    drop.textContent = wording.say('drop');
    hint.textContent = wording.say('limits', { types: wording.types(this.#types), size: wording.bytes(this.#limits.maxBytes) });
    for (const item of this.#items) {
      if (!item.view) list.append((item.view = createRow(item, this)).node);
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

  static #onSubmit = async event => {
    const { target: form, submitter } = event;
    const fields = [...this.#connected].filter(field => field.form === form && !field.#disabled);
    const pending = fields.filter(field => field.pending);
    if (!pending.length) {
      this.#waitingForms.delete(form);
      return fields.forEach(field => field.#forgetDeleteTokens());
    }
    event.preventDefault();
    event.stopImmediatePropagation();
    this.#waitingForms.add(form);
    const count = pending.reduce((sum, field) => sum + field.pending, 0);
    pending[0].#say(form, 'finishing', { count });
    await Promise.all(pending.map(field => field.settled()));

    if (!this.#waitingForms.delete(form)) return; // sent already, or reset
    const failed = fields.find(field => field.form === form && field.#items.some(item => item.state === 'failed'));
    if (failed) failed.reportValidity();
    else form.requestSubmit(submitter?.form === form ? submitter : null);
  };

  static {
    // Capturing: before the author's handlers.
    addEventListener('submit', this.#onSubmit, true);
    // Bubbling: after the author's handlers.
    for (const type of ['dragover', 'drop']) addEventListener(type, event => this.#keepPage(event));
    // Kept for Back it must neither send nor delete.
    addEventListener('pagehide', () => {
      this.#waitingForms.clear();
      for (const field of this.#connected) {
        field.#halt();
        field.#forgetDeleteTokens();
      }
    });
    addEventListener('pageshow', () => this.#connected.forEach(field => field.#update()));
  }

  #forgetDeleteTokens() {
    for (const item of this.#items) delete item.ticket;
  }

  /** Dropped beside the field a file would replace the page. */
  static #keepPage(event) {
    const path = event.composedPath();
    if (event.defaultPrevented || !carriesFiles(event) || path[0].type === 'file') return;
    if (![...this.#connected].some(field => field.form && path.includes(field.form))) return;
    event.preventDefault();
    event.dataTransfer.dropEffect = 'none';
  }
}

// Browsers before 2024 keep the native input.
if (CSS.supports('selector(:state(empty))') && !customElements.get('image-upload')) {
  customElements.define('image-upload', ImageUpload);
}
