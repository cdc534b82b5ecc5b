import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { createRequire } from 'node:module';
import type { AddressInfo } from 'node:net';
import { join, resolve } from 'node:path';

// The server that comes with y-websocket, with states from files. It is CommonJS and has no types.
type Utils = {
  setupWSConnection(ws: unknown, req: unknown): void;
  setPersistence(persistence: { bindState(name: string, doc: unknown): void; writeState(): Promise<void> }): void;
};
// Beside its own copy of Yjs, as Node resolves it from there.
const utilsPath = resolve('node_modules/y-websocket/bin/utils.cjs');
const require = createRequire(utilsPath);
const utils = require(utilsPath) as Utils;
const Y = require('yjs') as typeof import('yjs');
// Its own release of `ws`, which had another name for it.
const { Server: WebSocketServer } = require('ws') as { Server: typeof import('ws').WebSocketServer };
const folder = process.argv[2] ?? '';
utils.setPersistence({
  bindState: (name, doc) => {
    try {
      Y.applyUpdate(doc as import('yjs').Doc, readFileSync(join(folder, name)));
    } catch {
      // A document that begins empty.
    }
  },
  writeState: async () => {},
});
const http = createServer();
const sockets = new WebSocketServer({ noServer: true, maxPayload: 256 * 1024 * 1024 });
http.on('upgrade', (req, socket, head) => {
  sockets.handleUpgrade(req, socket, head, (ws) => {
    ws.on('error', () => {});
    utils.setupWSConnection(ws, req);
  });
});
http.listen(Number(process.argv[3] ?? 0), '127.0.0.1', () => process.send?.({ port: (http.address() as AddressInfo).port }));
