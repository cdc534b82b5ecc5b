import type { IncomingMessage, ServerResponse } from 'node:http';
import { isImageName, typeOfImage } from '#core/formats/spec-image.ts';
import { admit } from '#server/auth/admit.ts';
import type { House } from '#server/context.ts';
import { Failure } from '#server/errors.ts';
import { getImage } from '#server/services/specs/spec-images.ts';
import { headerReader, send } from './http.ts';
import type { Who } from './request-identity.ts';

const uuid = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;
/** Beside what every answer carries: whatever the bytes are, a browser that opens them runs and loads nothing. */
const quiet = "default-src 'none'; sandbox";

/** Serves `/api/images/<organization>/<documentId>/<name>` to whoever may read the document. */
export function createImageDoor({ house, who }: { house: House; who: Who }) {
  return async (req: IncomingMessage, res: ServerResponse, path: string): Promise<void> => {
    const [organization = '', documentId = '', name = '', ...rest] = path.slice('/api/images/'.length).split('/');
    if (req.method !== 'GET' || rest.length > 0 || !uuid.test(documentId) || !isImageName(name)) return absent(res);
    try {
      const standing = await who.findStanding(headerReader(req), organization);
      const { member } = await admit(house, standing, { action: 'document.read', input: { documentId } });
      const bytes = await getImage(member, { documentId, name });
      // Its name is what it holds: it never changes. It is kept by this browser alone, for whoever may read the spec.
      const headers = {
        'content-type': typeOfImage(name),
        'content-length': bytes.length,
        'cache-control': 'private, max-age=86400, immutable',
      };
      res.writeHead(200, { ...headers, 'content-security-policy': quiet, 'content-disposition': `inline; filename="${name}"` });
      res.end(bytes);
    } catch (cause) {
      if (!(cause instanceof Failure)) throw cause;
      if (cause.code === 'signed_out') return send(res, 401, { message: cause.message });
      // A stranger is not told what exists.
      absent(res);
    }
  };
}

function absent(res: ServerResponse): void {
  send(res, 404, { message: 'There is no such picture.' });
}
