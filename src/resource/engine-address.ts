/** Where an engine listens, and how it is asked there. Plain data; it stays in the process that has started the engine. */
export interface EngineAddress {
  readonly host: string
  readonly port: number
  /** The header `authorization` without which the engine refuses every request. Absent: it believes everybody. */
  readonly authorization?: string
  /** Whether it speaks TLS, with a certificate of its own making; default false. */
  readonly speaksTls?: boolean
}

/** An engine on this machine, and the secret it asks for. */
export const onLoopback = (port: number, authorization?: string): EngineAddress => ({
  host: '127.0.0.1',
  port,
  ...(authorization !== undefined && { authorization }),
})

/** `127.0.0.1:9200`, as in a URL. */
export const hostAndPort = ({ host, port }: EngineAddress): string =>
  `${host.includes(':') ? `[${host}]` : host}:${port}`
