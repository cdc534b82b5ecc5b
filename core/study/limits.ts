/** What somebody may say of a draft that they want, in characters. */
export const longestWish = 20_000;
