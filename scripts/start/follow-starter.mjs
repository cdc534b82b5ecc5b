// Loaded into the server before its own code. When the process that started it dies without a word (kill -9, a closed session), the channel
// between them closes, and the server ends as it would on a signal instead of holding port and database for nobody.
if (process.channel) {
  process.channel.unref();
  process.once('disconnect', () => process.kill(process.pid, 'SIGTERM'));
}
