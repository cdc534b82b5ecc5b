import { documentInput, exportDocument, getDocumentText } from '#server/services/documents/get-document.ts';
import { listRefusals } from '#server/services/documents/refusals.ts';
import { addImage, addImageInput, exportImages, exportImagesInput } from '#server/services/specs/spec-images.ts';
import { memberProcedure, router } from './trpc.ts';

export const documentsRouter = router({
  text: memberProcedure('document.read')
    .input(documentInput)
    .query(({ ctx, input }) => getDocumentText(ctx.member, input)),
  export: memberProcedure('document.export')
    .input(documentInput)
    .query(({ ctx, input }) => exportDocument(ctx.member, input)),
  addImage: memberProcedure('document.edit')
    .input(addImageInput)
    .mutation(({ ctx, input }) => addImage(ctx.member, input)),
  exportImages: memberProcedure('document.export')
    .input(exportImagesInput)
    .query(({ ctx, input }) => exportImages(ctx.member, input)),
  refusals: memberProcedure('document.read')
    .input(documentInput)
    .query(({ ctx, input }) => listRefusals(ctx.member, input)),
});
