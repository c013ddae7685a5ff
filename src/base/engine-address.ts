/** Where an engine listens, and how to send requests to it. Plain data, which stays in the process that started the engine. */
export interface EngineAddress {
  readonly host: string
  readonly port: number
  /** The header `authorization` that the engine requires in every request. Absent: the engine requires none. */
  readonly authorization?: string
  /** Whether it speaks TLS, with a self-signed certificate; default false. */
  readonly speaksTls?: boolean
  /** The path of its log file on this machine, for a person to read. */
  readonly logFile?: string
}

/** An engine on this machine, with the secret it requires and its log. */
export const onLoopback = (port: number, authorization?: string, logFile?: string): EngineAddress => ({
  host: '127.0.0.1',
  port,
  ...(authorization !== undefined && { authorization }),
  ...(logFile !== undefined && { logFile }),
})

/** `127.0.0.1:9200`, as in a URL. */
export const hostAndPort = ({ host, port }: EngineAddress): string =>
  `${host.includes(':') ? `[${host}]` : host}:${port}`
