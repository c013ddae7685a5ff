import { randomBytes } from 'node:crypto'

/** A new secret that one engine asks for in the header `authorization`; 256 random bits. */
export const newEngineSecret = (): string => `Bearer ${randomBytes(32).toString('base64url')}`
