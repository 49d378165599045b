/** What is signed about the identity provider, for the faces that ask for it. */
export { algorithms, providerSchema, readProvider } from '../../signin/index.ts';
export type { Provider } from '../../signin/index.ts';
