/** What a change says in words, as the case and every face tell it. */
export { says } from '../review/index.ts';
