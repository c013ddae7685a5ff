/** Where an engine listens, and how it is asked there. Plain data; it stays in the process that has started the engine. */
export interface EngineAddress {
  readonly host: string
  readonly port: number
  /** The header `authorization` without which the engine rejects every request. Absent: it believes everybody. */
  readonly authorization?: string
  /** Whether it speaks TLS, with a certificate of its own making; default false. */
  readonly speaksTls?: boolean
  /** The file of this machine that has what it says, for a person to look into. */
  readonly logFile?: string
}

/** An engine on this machine, with the secret it asks for and its log. */
export const onLoopback = (port: number, authorization?: string, logFile?: string): EngineAddress => ({
  host: '127.0.0.1',
  port,
  ...(authorization !== undefined && { authorization }),
  ...(logFile !== undefined && { logFile }),
})

/** `127.0.0.1:9200`, as in a URL. */
export const hostAndPort = ({ host, port }: EngineAddress): string =>
  `${host.includes(':') ? `[${host}]` : host}:${port}`
