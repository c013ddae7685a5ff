import { randomBytes } from 'node:crypto'

/** The variable by which an engine in a container is given its secret. */
export const ENGINE_SECRET_VARIABLE = 'VITEST_AWS_FIXTURES_ENGINE_SECRET'

/** A new secret that one engine asks for in the header `authorization`; 256 random bits. */
export const newEngineSecret = (): string => `Bearer ${randomBytes(32).toString('base64url')}`
