import { diagnoseSpec, type SpecTexts } from '#core/language/diagnose.ts';

self.onmessage = ({ data }: MessageEvent<SpecTexts>) => {
  self.postMessage(diagnoseSpec(data));
};
