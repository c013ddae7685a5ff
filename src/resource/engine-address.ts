/** Where an engine listens, and how it is asked there. Plain data; it stays in the process that has started the engine. */
export interface EngineAddress {
  readonly host: string
  readonly port: number
  /**
   * Whom it lets in, as the header `authorization`: of an engine with a security of its own. It speaks TLS then, with a
   * certificate of its own making. Absent: it speaks plain HTTP, and believes everybody.
   */
  readonly authorization?: string
}

/** An engine on this machine that believes everybody. */
export const onLoopback = (port: number): EngineAddress => ({ host: '127.0.0.1', port })

/** `127.0.0.1:9200`, as in a URL. */
export const hostAndPort = ({ host, port }: EngineAddress): string =>
  `${host.includes(':') ? `[${host}]` : host}:${port}`
