/** Whether there is nothing in a JSON text but white space. */
export const isBlank = (text: Buffer): boolean =>
  text.every((byte) => byte === 0x20 || byte === 0x0d || byte === 0x09 || byte === 0x0a)
