import { initTRPC } from '@trpc/server';
import { fetchRequestHandler } from '@trpc/server/adapters/fetch';
import superjson from 'superjson';

const t = initTRPC.create({ transformer: superjson });
const router = t.router({ hello: t.procedure.query(() => ({ greeting: 'hello' })) });

const handler = (req: Request) => fetchRequestHandler({ endpoint: '/api/trpc', req, router, createContext: () => ({}) });

export { handler as GET };
