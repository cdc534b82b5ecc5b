'use client';

import { useCallback } from 'react';
import { useOrganization } from '#components/shell/organization.tsx';
import { say } from '#components/shell/toaster.tsx';
import { useTRPCClient } from '#components/shell/trpc-provider.tsx';

/** Keeps a picture with the spec of a document, and gives its path for the text. A refusal is said, and gives null. */
export function useKeepImage(documentId: string) {
  const { slug: organization } = useOrganization();
  const client = useTRPCClient();
  return useCallback(
    async (picture: File): Promise<string | null> => {
      try {
        const { path } = await client.documents.addImage.mutate({ organization, documentId, base64: await base64Of(picture) });
        return path;
      } catch (cause) {
        say(cause instanceof Error ? cause.message : 'The picture was not kept.', 'danger');
        return null;
      }
    },
    [client, organization, documentId],
  );
}

/** A data address holds the bytes behind its comma. */
function base64Of(picture: File): Promise<string> {
  return new Promise((resolve, reject) => {
    const reader = new FileReader();
    reader.onload = () => resolve(typeof reader.result === 'string' ? (reader.result.split(',')[1] ?? '') : '');
    reader.onerror = () => reject(new Error('The picture could not be read.'));
    reader.readAsDataURL(picture);
  });
}
