import Link from 'next/link';

export default function Page() {
  return (
    <main>
      <h1>Bare Next</h1>
      <p>A page with a heading, a sentence and a link, and nothing else.</p>
      <Link href="/links">A hundred links</Link>
    </main>
  );
}
