-- Why a change of OpenSpec is made: a document of its spec, beside its requirements.
ALTER TYPE "DocumentKind" ADD VALUE 'proposal';
