import type { NextConfig } from 'next';

const config: NextConfig = {
  reactStrictMode: true,
  poweredByHeader: false,
  // Compression is the Node server's affair: event streams must not pass through a buffering encoder.
  compress: true,
  turbopack: {
    root: import.meta.dirname,
    resolveAlias: {
      // y-monaco imports the path of before monaco-editor 0.56, which the package no longer exports.
      'monaco-editor/esm/vs/editor/editor.api.js': 'monaco-editor/editor/editor.api.js',
    },
  },
};
export default config;
