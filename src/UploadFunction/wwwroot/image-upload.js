// <image-upload>: docs/form.md says what it does, and why.

const english = {
  choose: 'Choose image',
  chooseSeveral: 'Choose images',
  replace: 'Replace image',
  add: 'Add images',
  camera: 'Take photo',
  drop: 'or drag and drop, or paste',
  dropToReplace: 'Drop to replace',
  dropToAdd: 'Drop to add',
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
  summary: '{counts}.',
  countUploaded: { one: '{count} uploaded', other: '{count} uploaded' },
  countFailed: { one: '{count} failed', other: '{count} failed' },
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
  notSent: { one: 'Not sent: at most {count} image.', other: 'Not sent: at most {count} images.' },
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
  overloaded: 'the image service is busy. Try again later.',
  unexpected: 'the image service answered with error {status}.',
};

/** Files beside the module, each with all the words. Chinese is simplified, Portuguese Brazilian. */
const languages = ['ar', 'de', 'es', 'fa', 'fr', 'he', 'hi', 'id', 'it', 'ja', 'ko', 'nl', 'pl', 'pt', 'ru', 'sv', 'tr', 'uk', 'zh'];

const translations = {};

/** Of the whole tag, or of its language. What cannot be had leaves English. */
function findTranslation(tag) {
  const language = [tag, tag.split('-')[0]].find(name => languages.includes(name));
  return language && (translations[language] ??= fetch(new URL(`image-upload.${language}.json`, import.meta.url))
    .then(response => response.json())
    .catch(() => { delete translations[language]; }));
}

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
    if (Object.hasOwn(this.strings, error.key)) return this.say(error.key, error);
    if (isOverloaded(error)) return this.say('overloaded');
    return error.detail ?? (error.status ? this.say('unexpected', error) : error.message);
  }

  /** "5 uploaded, 1 failed." */
  summarize(uploaded, failed) {
    const counts = Object.entries({ countUploaded: uploaded, countFailed: failed }).filter(([, count]) => count);
    const list = new Intl.ListFormat(this.#language, { type: 'unit' }).format(counts.map(([key, count]) => this.say(key, { count })));
    return this.say('summary', { counts: list });
  }

  bytes(count) {
    const [value, unit] = count < 1e3 ? [Math.round(count), 'byte'] : count < 1e6 ? [count / 1e3, 'kilobyte'] : [count / 1e6, 'megabyte'];
    const unitDisplay = unit === 'byte' ? 'long' : 'short';
    return value.toLocaleString(this.#language, { style: 'unit', unit, unitDisplay, maximumSignificantDigits: value < 10 ? 2 : 3 });
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
const delayBefore = attempt => (retryDelays[attempt] ?? longestRetryAfter) * (0.5 + Math.random());
const stallTimeout = 30; // seconds without progress
const answerTimeout = 60; // seconds after the last byte

/** `key`: its words; `transient`: it may pass. */
const failure = (key, details) => Object.assign(new Error(key), { key }, details);

/** Busy, or out of order for the moment. */
const isOverloaded = ({ status }) => /408|429|5../.test(status);

const configurations = {};

/** Found once a page. What is not there is asked for again by the next element. */
const findConfiguration = url => configurations[url] ??= readConfiguration(url).catch(error => {
  delete configurations[url];
  console.error(`<image-upload> found no API at ${url}: ${error.message}`);
});

/** A service that is busy or out of reach may be back any moment, and until then the native input does. */
async function readConfiguration(url) {
  for (let attempt = 0; ; attempt++) {
    const response = await fetch(url).catch(error => error);
    if (response.ok) return response.json();
    const problem = response.status ? `it answered ${response.status}` : response.message;
    if (response.status && !isOverloaded(response)) throw new Error(problem);
    if (!attempt) console.error(`<image-upload> waits for ${url}: ${problem}`);
    const waiting = new AbortController();
    await pause(delayBefore(attempt), waiting.signal);
    waiting.abort();
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
  const transient = isOverloaded(xhr) || key === 'not-received';
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
const largestDrawing = 16e6; // pixels; what is redrawn takes four bytes for each, several times
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

/** A file that was changed or deleted since it was picked, or that its app keeps in a cloud, cannot be read. */
const isReadable = file => file.slice(0, 1).arrayBuffer().then(() => true, () => false);

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

async function encode(file, edge, isOpaque, types) {
  const canvas = new OffscreenCanvas(1, 1);
  const context = await draw(canvas, file, edge);
  const pixels = isOpaque ? [] : new Uint32Array(context.getImageData(0, 0, canvas.width, canvas.height).data.buffer);
  const best = pixels.some(pixel => pixel >>> 24 < 255) ? 'image/webp' : 'image/jpeg';
  const blob = await canvas.convertToBlob({ type: types.includes(best) ? best : 'image/png', quality: 0.85 });
  return types.includes(blob.type) ? blob : file;
}

const hashedEdge = 48; // pixels; more would not be seen

/** The few bytes of a ThumbHash (evanw.github.io/thumbhash) in base64: what a picture looks like from afar. */
async function thumbHashOf(picture) {
  const context = await draw(new OffscreenCanvas(1, 1), picture, hashedEdge);
  const { width, height } = context.canvas;
  const { data } = context.getImageData(0, 0, width, height);
  const count = width * height;
  const pixels = Array.from({ length: count }, (_, index) => Array.from(data.subarray(index * 4, index * 4 + 4), value => value / 255));
  const opacity = pixels.reduce((sum, pixel) => sum + pixel[3], 0);
  const average = [0, 1, 2].map(channel => pixels.reduce((sum, pixel) => sum + pixel[channel] * pixel[3], 0) / (opacity || 1));
  const isTranslucent = opacity < count;

  // Lightness, yellow to blue, red to green, and opacity. What is translucent lies on the average colour.
  const channels = pixels.map(pixel => {
    const [r, g, b] = average.map((colour, channel) => colour * (1 - pixel[3]) + pixel[channel] * pixel[3]);
    return [(r + g + b) / 3, (r + g) / 2 - b, r - g, pixel[3]];
  });
  const longest = Math.max(width, height);
  const [across, down] = [width, height].map(side => Math.max(1, Math.round((isTranslucent ? 5 : 7) * side / longest)));
  const waves = (channel, most, mostDown = most) => {
    const found = [];
    for (let v = 0; v < mostDown; v++) {
      for (let u = 0; u * mostDown < most * (mostDown - v); u++) {
        const sum = channels.reduce((total, values, index) =>
          total + values[channel] * Math.cos(Math.PI / width * u * (index % width + 0.5))
            * Math.cos(Math.PI / height * v * (Math.floor(index / width) + 0.5)), 0);
        found.push(sum / count);
      }
    }
    const [mean, ...rest] = found;
    const largest = Math.max(...rest.map(Math.abs));
    return { mean, largest, parts: rest.map(part => largest ? 0.5 + 0.5 / largest * part : part) };
  };
  const light = waves(0, Math.max(3, across), Math.max(3, down));
  const [yellow, red] = [waves(1, 3), waves(2, 3)];
  const alpha = isTranslucent && waves(3, 5);

  const { round } = Math;
  const isWide = width > height;
  const colours = round(63 * light.mean) | round(31.5 + 31.5 * yellow.mean) << 6 | round(31.5 + 31.5 * red.mean) << 12
    | round(31 * light.largest) << 18 | isTranslucent << 23;
  const shape = (isWide ? down : across) | round(63 * yellow.largest) << 3 | round(63 * red.largest) << 9 | isWide << 15;
  const hash = [colours & 255, colours >> 8 & 255, colours >> 16, shape & 255, shape >> 8];
  if (alpha) hash.push(round(15 * alpha.mean) | round(15 * alpha.largest) << 4);
  const halves = [light, yellow, red, alpha].flatMap(channel => channel ? channel.parts.map(part => round(15 * part)) : []);
  for (let at = 0; at < halves.length; at += 2) hash.push(halves[at] | halves[at + 1] << 4);
  return btoa(String.fromCharCode(...hash));
}

// ---- One image

let lastId = 0;

/** What may follow each state. */
const nextStates = { queued: ['uploading'], uploading: ['queued', 'done', 'failed'], failed: ['queued'], done: [] };

/**
 * An image on its way from the file to its URL. Of the page it knows nothing: `notify` gets what happens to it, as `start`, `progress`,
 * `wait`, `change`, `done` or `failed`.
 */
class Upload {
  id = ++lastId;
  progress = 0;
  alt = '';
  url = null;
  width = null;
  height = null;
  problem = null;
  /** `undefined` until the preview is drawn, and where it cannot be read. */
  thumbHash;
  #state = 'queued';
  #cancellation;
  #key = newIdempotencyKey();
  #hasNewKey = false;
  #picked;
  #body;
  #fileName;
  #isDirect = false;
  #isInlineOnly = false;
  /** The upload's id and delete token, and where to send it directly. */
  #ticket;

  constructor(file) {
    this.file = this.#picked = file;
    this.name = file.name || 'image';
    this.size = file.size;
  }

  /** An image that is in the store already. */
  static stored({ id: uploadId, name, url, contentType, width = null, height = null, thumbHash, size, alt = '' }) {
    const upload = Object.assign(new Upload({ name }), { uploadId, url, contentType, width, height, thumbHash, size, alt, progress: 1 });
    upload.file = undefined;
    upload.#state = 'done';
    return upload;
  }

  get state() { return this.#state; }
  get isPending() { return this.#state === 'queued' || this.#state === 'uploading'; }
  get isRetryable() { return this.#state === 'failed' && Boolean(this.isTransient || this.needsFile); }

  /** What the form sends and keeps; never the delete token. */
  toJSON() {
    const { uploadId: id, url, contentType, width, height, thumbHash, alt } = this;
    return { id, url, contentType, width, height, thumbHash, alt };
  }

  /** @param service where images go, and what is asked of them */
  async run(service, notify) {
    this.#enter('uploading');
    const cancellation = this.#cancellation = new AbortController();
    const { signal } = cancellation;
    try {
      if (!this.#body) await this.#prepare(service);
      signal.throwIfAborted();
      notify('start');
      const answer = await this.#sendWithRetries({ ...service, signal, notify });
      const { id: uploadId, url, contentType, width, height, size } = answer;
      Object.assign(this, { progress: 1, uploadId, url, contentType, width, height, size });
      this.#ticket = { ...this.#ticket, ...answer }; // `complete` tells no deleteToken
      this.#enter('done');
    } catch (cause) {
      if (signal.aborted) return;
      const error = cause?.message ? cause : failure('unreadable');
      Object.assign(this, { problem: service.wording.explain(error), isTransient: error.transient, needsFile: error.needsFile });
      this.#enter('failed');
    } finally {
      cancellation.abort(); // ends whatever still waits
    }
    notify(this.#state);
  }

  /** Stops, to be run again. */
  halt() {
    if (this.#state !== 'uploading') return;
    this.cancel();
    this.#reset();
  }

  retry() {
    if (this.#state === 'failed') this.#reset();
  }

  cancel() {
    this.#cancellation?.abort();
  }

  /** From the store, if it was stored here and not submitted. */
  delete({ api, authorization }) {
    if (!this.#ticket) return;
    const headers = { ...authorization, 'X-Delete-Token': this.#ticket.deleteToken };
    fetch(`${api}/uploads/${this.#ticket.id}`, { method: 'DELETE', headers, keepalive: true }).catch(() => {});
  }

  forgetDeleteToken() {
    this.#ticket = undefined;
  }

  #enter(state) {
    if (!nextStates[this.#state].includes(state)) throw new Error(`${state} after ${this.#state}`);
    this.#state = state;
  }

  #reset() {
    this.#enter('queued');
    Object.assign(this, { progress: 0, note: '', problem: null, isTransient: false });
  }

  async #prepare({ limits, types, edge, minWidth, minHeight, wording }) {
    const demand = (condition, key, details) => { if (!condition) throw failure(key, details); };
    const file = await this.file;
    const { type, width, height, pixels, moves } =
      await readHeader(file).catch(() => demand(false, 'unreadable', { needsFile: true })); // a folder, too
    const mostInline = limits.maxInlineBytes - 4096; // names, metadata, boundaries
    const most = this.#isInlineOnly ? mostInline : limits.maxBytes;
    const isForeign = !types.includes(type);
    const isHeic = type === 'image/heic';
    const shrinking = Math.sqrt(largestDrawing / (width * height));
    const largestEdge = shrinking < 1 ? Math.max(width, height) * shrinking : Infinity;
    const redraw = () =>
      encode(file, Math.min(edge ?? Infinity, largestEdge), isHeic || type === 'image/jpeg', types).catch(() => file);

    demand(!isForeign || isHeic, 'wrongType', { types: wording.types(types) });
    demand(!(width < minWidth), 'tooNarrow', { count: minWidth });
    demand(!(height < minHeight), 'tooLow', { count: minHeight });
    let body = file;
    if (isForeign || Math.max(width, height) > edge && !moves) {
      const encoded = await redraw();
      demand(!isForeign || encoded !== file, 'heic');
      if (isForeign || encoded.size < file.size) body = encoded;
    }
    for (; this.#isInlineOnly && body.size > most && edge > 1 && !moves; edge /= 2) body = await redraw();
    demand(body.size <= most, this.#isInlineOnly ? 'refused' : 'tooLarge', { limit: wording.bytes(most) });
    demand(body !== file || !(pixels > limits.maxPixels), 'tooManyPixels', { count: limits.maxPixels / 1e6 });
    this.#body = body;
    this.#isDirect = body.size > mostInline;
    this.size = body.size;
    this.contentType = body === file ? type : body.type;
    const { name } = this;
    this.#fileName = body === this.#picked ? name : name.replace(/(\.\w+)?$/, `.${this.contentType.replace('image/', '')}`);
  }

  async #sendWithRetries(transfer) {
    const { signal } = transfer;
    let refusals = 0;
    for (let attempt = 0; ; attempt++) {
      try {
        return await this.#send(transfer);
      } catch (error) {
        if (signal.aborted) throw error;
        if (error.key === 'idempotency-conflict' && !this.#hasNewKey) {
          this.#key = newIdempotencyKey();
          this.#hasNewKey = true;
          continue;
        }
        // What browsers do with a file that changed: the connection seems to break.
        if (error.isCut && !await isReadable(this.#body)) {
          this.#body = undefined;
          throw failure('unreadable', { needsFile: true });
        }
        // A gateway's 413 without CORS looks like a cut.
        const isTooLarge = error.status === 413 || error.isCut && navigator.onLine && this.size > 1e6;
        if (isTooLarge && !this.#isDirect && !this.#isInlineOnly) {
          this.#isDirect = true;
          continue;
        }
        if (!navigator.onLine) attempt = -1;
        if (!error.transient || attempt >= retryDelays.length) throw error;
        const isStore = error.url === this.#ticket?.upload.url;
        if (error.isSilent && attempt >= 0 && ++refusals > 1 && await isRefused(isStore ? error.url : `${transfer.api}/health`)) {
          if (!isStore) throw failure('refused');
          this.#isInlineOnly = true;
          await this.#prepare(transfer);
          continue;
        }
        this.#show(transfer, 'wait', 0, error.waiting);
        await pause(Math.min(error.retryAfter || (attempt < 0 ? 0 : delayBefore(attempt)), longestRetryAfter), signal);
        this.#show(transfer, 'change', 0);
      }
    }
  }

  #show({ notify }, type, progress, note) {
    Object.assign(this, { progress, note });
    notify(type);
  }

  #send(transfer) {
    const onProgress = progress => this.#show(transfer, 'progress', progress);
    return this.#isDirect
      ? this.#sendDirectly(transfer, onProgress)
      : this.#ask(`${transfer.api}/uploads`, this.#createForm(transfer.metadata), transfer, onProgress);
  }

  /** With a former ticket the image may have arrived. */
  async #sendDirectly(transfer, onProgress) {
    const { api, metadata, signal } = transfer;
    const former = this.#ticket;
    const { contentType, size } = this;
    const request = JSON.stringify({ fileName: this.#fileName, contentType, size, metadata: Object.fromEntries(metadata) });
    this.#ticket ??= await this.#ask(`${api}/uploads/direct`, new Blob([request], { type: 'application/json' }), transfer);
    const { upload, completeUrl } = this.#ticket;
    if (!upload) return this.#ticket; // stored
    const complete = () => this.#ask(completeUrl, null, transfer);
    if (former) {
      this.#show(transfer, 'change', 1);
      try {
        return await complete();
      } catch (error) {
        if (error.key !== 'not-received') throw error;
        this.#ticket = undefined; // it may have expired
        return this.#sendDirectly(transfer, onProgress);
      }
    }
    const { url, headers, fields, method } = upload;
    const body = fields ? this.#createForm(Object.entries(fields)) : this.#body;
    const xhr = await send(url, headers, body, signal, onProgress, method);
    if (xhr.status < 300) return complete();
    this.#ticket = undefined;
    throw refusal(xhr);
  }

  /** The key keeps retries from storing it twice. */
  async #ask(url, body, { authorization, signal }, onProgress = () => {}) {
    const headers = { ...authorization, 'Idempotency-Key': this.#key };
    const xhr = await send(url, headers, body, signal, onProgress);
    const answer = parseJson(xhr.responseText);
    if (xhr.status < 300 && answer?.id) return answer;
    throw refusal(xhr, answer);
  }

  /** The store reads nothing after the file. */
  #createForm(fields) {
    const form = new FormData();
    for (const [name, value] of fields) form.append(name, value);
    form.append('file', this.#body, this.#fileName);
    return form;
  }
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

function createRow(item, { retry: onRetry, remove, refresh }) {
  const { name, file, url } = item;
  const button = (part, onclick) => create('button', part, { type: 'button', onclick });
  const progress = create('progress', 'progress', { max: 1, ariaLabel: name });
  const detail = create('div', 'detail');
  const error = create('div', 'error');
  const caption = create('span');
  const alt = create('input', '', { value: item.alt, oninput: () => { item.alt = alt.value; } });
  const description = create('label', 'description', {}, caption, alt);
  const retry = button('retry', () => {
    if (!item.needsFile) dismiss.focus(); // this button hides
    onRetry();
  });
  const dismiss = button('cancel', remove); // later Remove
  const heading = create('div', 'name', { textContent: name, title: name, dir: 'auto' });
  const text = create('div', 'text', {}, heading, progress, detail, error, description);
  const onerror = () => preview.replaceWith(createPreview());
  const onHash = hash => {
    item.thumbHash = hash;
    refresh();
  };
  const preview = url ? create('img', 'preview', { src: url, alt: '', onerror }) : createPreview(file, onHash);
  const node = create('li', 'item', {}, preview, text, create('div', 'actions', {}, retry, dismiss));

  const describe = wording => {
    const size = wording.bytes(item.size || 0);
    if (item.state === 'done') return item.size ? wording.say('stored', { ...item, size }) : '';
    if (item.note) return wording.say(item.note);
    if (item.progress === 1) return wording.say('checking');
    return wording.say('progress', { sent: wording.bytes(item.progress * item.size || 0), size });
  };
  const update = (wording, isDescribed, mostSent) => {
    const isSent = mostSent === undefined; // or one too many
    const isPending = isSent && item.isPending;
    node.dataset.state = item.state;
    for (const key of ['width', 'height', 'thumbHash']) if (item[key]) node.dataset[key] = item[key];
    progress.hidden = !isPending;
    if (item.progress < 1) progress.value = item.progress;
    else progress.removeAttribute('value');
    detail.textContent = isSent && !item.problem ? describe(wording) : '';
    error.textContent = isSent ? item.problem : wording.say('notSent', { count: mostSent });
    retry.hidden = !item.isRetryable;
    dismiss.dataset.part = isPending ? 'cancel' : 'remove';
    for (const button of [retry, dismiss]) {
      button.textContent = wording.say(button.dataset.part);
      button.title = button.textContent; // where there is room for a sign only
      button.ariaLabel = wording.say('actOn', { action: button.textContent, name });
    }
    description.hidden = !isDescribed;
    caption.textContent = wording.say('description');
    alt.ariaLabel = wording.say('descriptionOf', { name });
  };
  return { node, update };
}

/** Without a blob: URL, for strict pages. It stays empty where there is no picture. */
function createPreview(file, onHash) {
  const canvas = create('canvas', 'preview', { width: 1, height: 1, ariaHidden: 'true' });
  Promise.resolve(file).catch(() => {}).then(image => {
    if (image) previews = previews.then(() => draw(canvas, image, previewEdge)).then(() => thumbHashOf(canvas)).then(onHash).catch(() => {});
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

  /** Once a second; about one thing only the last. What is seen elsewhere is only for screen readers. */
  say(about, text, isSeen = false) {
    this.#messages.delete(about);
    this.#messages.set(about, { text, isSeen });
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => {
      const messages = new Map([...this.#messages.values()].map(({ text, isSeen }) => [text, isSeen]));
      const parts = [...messages].flatMap(([text, isSeen]) => [' ', create('span', isSeen ? 'aloud' : 'said', { textContent: text })]);
      this.status.replaceChildren(create('span', '', {}, ...parts.slice(1)));
      this.#messages.clear();
      this.quietFor(1000);
    }, this.#quietUntil - performance.now());
  }

  /** What is over before it was said. */
  forget(about) {
    this.#messages.delete(about);
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

const carriesFiles = event => event.dataTransfer?.types.includes('Files');
const askBeforeLeaving = event => event.preventDefault();

class ImageUpload extends HTMLElement {
  static formAssociated = true;
  static observedAttributes = ['accept', 'capture', 'describe', 'format', 'max-files', 'multiple', 'name', 'required'];

  static #connected = new Set();
  static #waitingForms = new Set();

  #internals = this.attachInternals();
  #wording = new Wording({}, 'en-GB');
  #language;
  #translation;
  #authorStrings;
  #ownStrings;
  #api;
  #limits;
  #input;
  #formerInput = create('image-upload-input', '', { hidden: true }); // has its name, and no other part in the form
  #view;
  #items = [];
  #repicked; // fails for want of its file
  #isRestored = false;
  #settling = [];
  #customValidity = '';
  #showsValidity = false;

  constructor() {
    super();
    const input = this.querySelector('input[type=file]');
    if (!input) return;
    // Browsers restore only forms whose first two names are those that they saved. WebKit counts elements it does not know.
    if (this.name) this.#formerInput.setAttribute('name', input.name);
    else if (input.name) this.name = input.name;
    // Chromium counts controls, and compares once we are defined. By then the input must be out of the form, as it was in the end.
    if (input.hasAttribute('form')) return;
    input.setAttribute('form', '');
    queueMicrotask(() => input.removeAttribute('form'));
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
    return this.#sent.filter(item => item.isPending).length;
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
      .map(file => new Upload(file))
      .filter(item => this.#emit('accept', item, { file: item.file, replace: file => { item.file = file; } }));
    if (!added.length) return;
    for (const item of this.#multiple ? this.#items.filter(item => item === this.#repicked) : this.#items) this.#discard(item);
    this.#repicked = undefined;
    this.#items.push(...added);
    this.#update();
  }

  /** One whose file cannot be read any more is picked again. */
  retry(id) {
    for (const item of this.#items) {
      if (id === undefined ? !item.needsFile : item.id === id) item.retry();
    }
    this.#update();
  }

  cancel(id) {
    if (this.#items.some(item => item.id === id && item.isPending)) this.remove(id);
  }

  remove(id) {
    if (!arguments.length) return super.remove(); // Element.remove()
    const item = this.#items.find(item => item.id === id);
    if (!item) return;
    const row = item.view?.node;
    const next = row?.matches(':focus-within') && (row.nextElementSibling?.querySelector('button:last-of-type') ?? this.#view.pick);
    if (item.isPending) ImageUpload.#waitingForms.delete(this.form);
    this.#discard(item);
    this.#update();
    if (next) next.focus();
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
    this.#observer.disconnect();
    this.#view.root.remove();
    this.#release();
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
    this.#readWords();
    const api = this.getAttribute('api')?.replace(/\/+$/, '');
    const beside = /\/\d+\.[^/]+\/[^/]+$/.test(import.meta.url) ? '../config.json' : 'config.json';
    const url = api ? `${api}/config.json` : new URL(beside, import.meta.url).href;
    const [found, translation] = await Promise.all([findConfiguration(url), findTranslation(this.#language), this.#loadStylesheet()]);
    if (this.#view || !found) return;
    this.#translation = translation;
    this.#reword();
    this.#api = api || found.api;
    this.#limits = found.limits;
    this.#build();
  }

  /** The author's words, and their language, which else is the page's. */
  #readWords() {
    const selector = 'script[data-strings]';
    const script = this.querySelector(selector) ?? document.querySelector(selector);
    this.#authorStrings = script && (parseJson(script.textContent) ?? console.error('<image-upload> found no JSON in', script));
    this.#language = (this.#authorStrings ? script : this).closest('[lang]')?.lang.toLowerCase().replaceAll('_', '-') ?? '';
    this.#reword();
  }

  #reword() {
    const isTranslated = this.#translation || this.#authorStrings || this.#ownStrings;
    const strings = { ...this.#translation, ...this.#authorStrings, ...this.#ownStrings };
    this.#wording = new Wording(strings, isTranslated && this.#language || 'en-GB');
    this.#update();
  }

  #loadStylesheet() {
    const root = this.getRootNode();
    if (this.getAttribute('styles') === 'none' || root.querySelector('link[href*="image-upload.css"]')) return;
    return new Promise(resolve => {
      const { href } = new URL('image-upload.css', import.meta.url);
      const link = create('link', '', { rel: 'stylesheet', href, onload: resolve, onerror: () => resolve(link.remove()) });
      (root.head ?? root).append(link);
    });
  }

  #build() {
    this.#view = new FieldView(`image-upload-${++lastId}`);
    const { root, zone, camera } = this.#view;
    root.append(this.#formerInput);
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
    this.addEventListener('drop', event => this.#take(event, event.dataTransfer.files));
    this.addEventListener('dragover', event => {
      if (!carriesFiles(event) || this.#disabled) return;
      event.preventDefault();
      this.#setState('dragging', true);
    });
    this.addEventListener('dragleave', event => this.contains(event.relatedTarget) || this.#setState('dragging', false));
    if (this.hasAttribute('value') && !this.#items.length && !this.#isRestored) this.value = this.getAttribute('value');
  }

  /** Frameworks put in another input, or throw out what they did not make. */
  #observer = new MutationObserver(() => {
    if (!this.contains(this.#view.root) || !this.contains(this.#input)) this.#standIn();
  });

  #standIn() {
    for (const copy of this.querySelectorAll(':scope > [data-ui]')) if (copy !== this.#view.root) copy.remove(); // a clone's
    const input = this.querySelector('input[type=file]') ?? this.appendChild(create('input', '', { type: 'file' }));
    if (input !== this.#input) this.#release();
    this.#input = input;
    input.hidden = true;
    input.setAttribute('form', ''); // none, whatever name a framework gives it
    input.onclick = event => { if (event.isTrusted) input.removeAttribute('capture'); }; // a label's
    input.oninput = event => event.stopPropagation();
    input.oncancel = () => { this.#repicked = undefined; };
    input.onchange = event => {
      event.stopPropagation();
      this.#view.quietFor(700); // the picker closes
      this.#addAndClear();
    };
    if (input.name && !this.name) this.name = input.name;
    if (input.required) this.setAttribute('required', '');
    input.required = false; // a hidden one could not be filled in
    this.append(this.#view.root);
    this.#view.labelBy([...this.labels, ...input.labels], input.ariaLabel, this.#multiple);
    this.#addAndClear(); // picked before us
    this.#update();
    this.#observer.observe(this, { childList: true, subtree: true });
  }

  /** Makes the input what it was. */
  #release() {
    const input = this.#input;
    if (!input) return;
    input.hidden = false;
    input.removeAttribute('form');
    input.required = this.hasAttribute('required');
    input.onclick = input.oninput = input.oncancel = input.onchange = null;
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

  #openPicker(withCamera, repicked) {
    this.#repicked = repicked;
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

  #publicItem({ id, name, state, progress, url, width, height, thumbHash, alt, problem }) {
    return Object.freeze({ id, name, state, progress, url, width, height, thumbHash, alt, problem });
  }

  #store(images) {
    this.#items = images.map(image => Upload.stored({ name: this.#wording.say('storedBefore'), ...image }));
    this.#update();
  }

  /** Those within `max-files`. */
  get #sent() { return this.#items.slice(0, this.#maxFiles); }

  #startQueued() {
    if (this.#disabled) return;
    let free = concurrentUploads - this.#sent.filter(item => item.state === 'uploading').length;
    for (const item of this.#sent) {
      if (item.state === 'queued' && free-- > 0) item.run(this.#service, type => this.#heed(item, type));
    }
  }

  get #service() {
    return {
      api: this.#api,
      limits: this.#limits,
      types: this.#types,
      edge: this.#number('resize'),
      minWidth: this.#number('min-width'),
      minHeight: this.#number('min-height'),
      metadata: this.#metadata,
      authorization: this.#authorization,
      wording: this.#wording,
    };
  }

  #heed(item, type) {
    if (type === 'done' || type === 'failed') this.#update();
    else this.#updateRow(item);
    if (type === 'start') {
      item.saidAt = performance.now();
      this.#say(item.id, 'uploading', item);
      this.#emit('start', item);
    } else if (type === 'progress') {
      this.#emit('progress', item);
      if (item.progress === 1 || performance.now() - item.saidAt < 10_000) return;
      item.saidAt = performance.now();
      this.#say(item.id, 'percent', { ...item, count: Math.round(item.progress * 100) });
    } else if (type === 'wait') {
      this.#say(item.id, item.note);
    } else if (type === 'failed') {
      this.#view?.say(item.id, this.#wording.say('failed', item), true);
      this.#sayCount();
      this.#emit('error', item);
    } else if (type === 'done') {
      this.#view?.forget(item.id);
      if (this.#items.length === 1) this.#say(item.id, 'uploaded', item);
      else this.#sayCount(item);
      this.#emit('done', item);
      this.#emitChange();
    }
  }

  /** Of several: each as it is stored, and in the end how it went. */
  #sayCount(item) {
    const [done, total] = [this.#done.length, this.#items.length];
    if (total === 1) return;
    const failed = this.#items.filter(({ state }) => state === 'failed').length;
    if (!this.pending) this.#view?.say(this, this.#wording.summarize(done, failed));
    else if (item) this.#say(this, 'uploadedOf', { ...item, done, total });
  }

  get #metadata() {
    return [...this.attributes].map(({ name, value }) => [name.split(/^data-meta-/)[1], value]).filter(([name]) => name);
  }

  get #authorization() {
    return this.token && { 'Authorization': `Bearer ${this.token}` };
  }

  #actionsOn(item) {
    return {
      retry: () => item.needsFile ? this.#openPicker(false, item) : this.retry(item.id),
      remove: () => this.remove(item.id),
      refresh: () => this.#update(),
    };
  }

  #updateRow(item) {
    const isOver = this.#items.indexOf(item) >= this.#maxFiles && item.isPending;
    item.view?.update(this.#wording, this.#describes, isOver ? this.#maxFiles : undefined);
  }

  #discard(item) {
    this.#detach(item);
    item.delete({ api: this.#api, authorization: this.#authorization });
    this.#say(item.id, 'removed', item);
    this.#emit('remove', item);
  }

  #halt() {
    for (const item of this.#items) item.halt();
  }

  #detach(item) {
    this.#items = this.#items.filter(other => other !== item);
    item.cancel();
    item.view?.node.remove();
  }

  get #done() { return this.#items.filter(item => item.state === 'done'); }
  get #describes() { return this.hasAttribute('describe'); }

  get #values() {
    const isJson = this.getAttribute('format') === 'json';
    return this.#done.map(item => isJson ? JSON.stringify(item) : item.url);
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
    const state = done.map(item => ({ ...item.toJSON(), name: item.name, size: item.size }));
    this.#internals.setFormValue(entries, JSON.stringify(state));
  }

  #setValidity() {
    const failed = this.#items.find(item => item.state === 'failed');
    const overflow = this.#items.length > this.#maxFiles;
    const missing = this.hasAttribute('required') && !this.#items.length;
    const message = this.#customValidity
      || failed && this.#wording.say(failed.isRetryable ? 'notUploaded' : 'notTaken', failed)
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
    const isEmpty = !this.#items.length;
    pick.textContent = wording.say(isEmpty ? this.#multiple ? 'chooseSeveral' : 'choose' : this.#multiple ? 'add' : 'replace');
    camera.textContent = wording.say('camera');
    camera.hidden = this.#capture === 'none';
    drop.textContent = wording.say(isEmpty ? 'drop' : this.#multiple ? 'dropToAdd' : 'dropToReplace');
    hint.textContent = wording.say('limits', { types: wording.types(this.#types), size: wording.bytes(this.#limits.maxBytes) });
    for (const item of this.#items) {
      if (!item.view) list.append((item.view = createRow(item, this.#actionsOn(item))).node);
      this.#updateRow(item);
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
    addEventListener('paste', event => this.#paste(event));
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
    for (const item of this.#items) item.forgetDeleteToken();
  }

  /** Firefox sends what is pasted at a button to the body. */
  static #paste(event) {
    const path = event.composedPath();
    const field = [...this.#connected].find(field => path.includes(field) || field.matches(':focus-within'));
    const { clipboardData, target } = event;
    if (!event.defaultPrevented && !(target.select && clipboardData.types.includes('text/plain'))) field?.#take(event, clipboardData.files);
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
