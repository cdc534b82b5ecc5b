/** Carries the address of the socket to better-auth's rate limits; the server sets it over whatever a client sent. */
export const addressHeader = 'x-plumbline-address';
