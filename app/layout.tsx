import type { Metadata, Viewport } from 'next';
import { cookies } from 'next/headers';
import type { ReactNode } from 'react';
import { AppTrpcProvider } from '#components/shell/trpc-provider.tsx';
import './globals.css';

// Inline: a file of its own would be one more request of the first visit.
const icon =
  "data:image/svg+xml,%3Csvg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 16 16'%3E%3Cpath d='M8 0v7' stroke='%236b73f0' stroke-width='1.5'/%3E%3Cpath d='M4.5 6.5h7L8 15.5z' fill='%236b73f0'/%3E%3C/svg%3E";

export const metadata: Metadata = { title: { default: 'Plumbline', template: '%s · Plumbline' }, icons: { icon } };
export const viewport: Viewport = {
  themeColor: [
    { media: '(prefers-color-scheme: light)', color: '#fbfbfc' },
    { media: '(prefers-color-scheme: dark)', color: '#0f1013' },
  ],
};

export default async function RootLayout({ children }: { children: ReactNode }) {
  const chosen = (await cookies()).get('theme')?.value;
  const theme = chosen === 'light' || chosen === 'dark' ? chosen : undefined;
  return (
    <html lang="en" data-theme={theme} suppressHydrationWarning>
      <body>
        <AppTrpcProvider>{children}</AppTrpcProvider>
      </body>
    </html>
  );
}
