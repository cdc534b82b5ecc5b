import Link from 'next/link';
import { Counter } from './counter.tsx';

export const dynamic = 'force-dynamic';

export default function Page() {
  return (
    <main>
      <h1>A hundred links</h1>
      <Counter />
      <ul>
        {Array.from({ length: 100 }, (_, index) => `Item ${index + 1}`).map((name) => (
          <li key={name}>
            <Link href="/">{name}</Link>
          </li>
        ))}
      </ul>
    </main>
  );
}
