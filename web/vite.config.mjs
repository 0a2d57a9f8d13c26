/** How the portal is built: for browsers of the last five years, one file a page, nothing from elsewhere. */
import { defineConfig } from 'vite'

export default defineConfig({
  root: new URL('./portal', import.meta.url).pathname,
  base: '/portal/',
  mode: 'production',
  // Also where a test builds it, whose environment says otherwise.
  oxc: { jsx: { runtime: 'automatic', development: false } },
  define: { 'process.env.NODE_ENV': '"production"' },
  build: {
    outDir: '../../dist/web/portal',
    emptyOutDir: true,
    assetsDir: 'assets',
    // The policy of the page lets no data: script or style in.
    assetsInlineLimit: 0,
    target: ['chrome100', 'firefox100', 'safari15.4'],
    modulePreload: { polyfill: false },
    reportCompressedSize: false,
    // Which files a first visit loads is read from here by the test of their size.
    manifest: 'assets/manifest.json',
  },
})
