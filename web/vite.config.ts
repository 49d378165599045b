import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';

/**
 * `vite build` makes what the server serves. `--mode gallery` adds the page that shows every shared piece; it is for
 * development and for the browser tests, and not in what is shipped.
 */
export default defineConfig({
  root: import.meta.dirname,
  // text from sources is inert wherever it is shown: src/shown/
  plugins: [react({ jsxImportSource: '#shown' })],
  build: {
    target: 'es2023',
    manifest: 'manifest.json',
    // Both would need what the content security policy refuses: an inline script, and `data:` addresses.
    modulePreload: { polyfill: false },
    assetsInlineLimit: 0,
  },
  server: { proxy: { '/v1': { target: 'http://localhost:7483' } } },
});
