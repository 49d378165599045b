/** What is signed about the identity provider, for the faces that ask for it; and nothing else of the stage is loaded. */
export { algorithms, providerSchema, readProvider } from '../../signin/oidc/provider.ts';
export type { Provider } from '../../signin/oidc/provider.ts';
