'use client';

import { createContext, type ReactNode, useContext } from 'react';
import { imageNameIn } from '#core/formats/spec-image.ts';

const Place = createContext<string | null>(null);

/** Whose pictures a page shows: those that are kept with the spec of this document. */
export function PagePictures({ organization, documentId, children }: { organization: string; documentId: string; children: ReactNode }) {
  return <Place value={`/api/images/${organization}/${documentId}`}>{children}</Place>;
}

/** The address of a kept picture that a document names; null for any other, which is not fetched. */
export function usePicture(address: string): string | null {
  const place = useContext(Place);
  const name = imageNameIn(address);
  return place && name ? `${place}/${name}` : null;
}
