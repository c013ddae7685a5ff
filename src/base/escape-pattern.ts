/** A text, escaped for a regular expression: it matches itself, outside of a class of characters. */
export const escapePattern = (text: string): string => text.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&')
