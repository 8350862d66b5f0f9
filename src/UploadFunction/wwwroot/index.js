// The page around the form: shows what the form would have sent, and the snippet with this deployment's addresses.

const form = document.querySelector('form');
const received = document.querySelector('#received');
const copy = document.querySelector('#copy');
const snippet = document.querySelector('pre');

form.addEventListener('submit', event => {
  if (!customElements.get('image-upload')) return; // the form sends the image itself
  event.preventDefault();
  const data = new FormData(form);
  received.querySelector('img').src = data.get('photo');
  received.querySelector('dl').replaceChildren(...[...data].flatMap(([name, value]) => [row('dt', name), row('dd', value)]));
  received.hidden = false;
  received.focus();
});

function row(tag, text) {
  const node = document.createElement(tag);
  if (/^https?:/.test(text)) node.append(Object.assign(document.createElement('a'), { href: text, textContent: text }));
  else node.textContent = text || '(empty)';
  return node;
}

for (const node of snippet.querySelectorAll('[data-url]')) node.textContent = new URL(node.dataset.url, import.meta.url);

copy.hidden = false;
copy.addEventListener('click', async () => {
  getSelection().selectAllChildren(snippet);
  try {
    await navigator.clipboard.writeText(snippet.textContent);
    copy.textContent = 'Copied';
    setTimeout(() => { copy.textContent = 'Copy'; }, 2000);
  } catch {
    copy.textContent = 'Press Ctrl+C'; // no clipboard on plain-HTTP addresses; the text is selected
  }
});
