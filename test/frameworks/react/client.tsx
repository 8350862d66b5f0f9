import { createRoot, hydrateRoot } from 'react-dom/client';
import { Page } from './Page';

const root = document.querySelector('#app')!;
if (root.firstElementChild) hydrateRoot(root, <Page />);
else createRoot(root).render(<Page />);
