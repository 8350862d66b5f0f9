import { hydrate, mount } from 'svelte';
import Page from './Page.svelte';

const target = document.querySelector('#app')!;
(target.firstElementChild ? hydrate : mount)(Page, { target });
