import { readFile, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { Hocuspocus } from '@hocuspocus/server';
import { WebSocketServer } from 'ws';
import * as Y from 'yjs';

// Bare Hocuspocus with its defaults, storing whole states in files: what its own examples do with a database.
const folder = process.argv[2] ?? '';
const pathOf = (name: string) => join(folder, name.replace('document:', ''));
const hocuspocus = new Hocuspocus({
  quiet: true,
  extensions: [
    {
      onLoadDocument: async ({ documentName, document }) => {
        const state = await readFile(pathOf(documentName)).catch(() => undefined);
        if (state) Y.applyUpdate(document, state);
      },
      onStoreDocument: async ({ documentName, document }) => writeFile(pathOf(documentName), Y.encodeStateAsUpdate(document)),
    },
  ],
});
const http = createServer();
const sockets = new WebSocketServer({ noServer: true, maxPayload: 256 * 1024 * 1024 });
http.on('upgrade', (req, socket, head) => {
  sockets.handleUpgrade(req, socket, head, (ws) => {
    const connection = hocuspocus.handleConnection(ws, new Request('http://localhost/'), {});
    ws.on('message', (data: Buffer) => connection.handleMessage(data));
    ws.on('close', (code, reason) => connection.handleClose({ code, reason: reason.toString() }));
    ws.on('error', () => {});
  });
});
http.listen(Number(process.argv[3] ?? 0), '127.0.0.1', () => process.send?.({ port: (http.address() as AddressInfo).port }));
