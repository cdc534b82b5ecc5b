import { createServer, type Server } from 'node:net';

/** As much of SMTP (RFC 5321) as a client needs that sends one mail at a time. */
export function openSmtp(mails: string[], isFull = () => false): Server {
  return createServer((socket) => {
    let mail: string | null = null;
    socket.write('220 test\r\n');
    let rest = '';
    socket.on('data', (data) => {
      rest += data.toString();
      for (let end = rest.indexOf('\r\n'); end >= 0; end = rest.indexOf('\r\n')) {
        const line = rest.slice(0, end);
        rest = rest.slice(end + 2);
        if (mail !== null && line !== '.') mail += `${line}\n`;
        else if (mail !== null) {
          mails.push(mail);
          mail = null;
          socket.write('250 taken\r\n');
        } else if (line.startsWith('DATA')) {
          mail = '';
          socket.write('354 go on\r\n');
        } else if (line.startsWith('RCPT') && isFull()) socket.write('452 full\r\n');
        else if (line.startsWith('QUIT')) socket.end('221 bye\r\n');
        else socket.write('250 fine\r\n');
      }
    });
    socket.on('error', () => {});
  });
}
