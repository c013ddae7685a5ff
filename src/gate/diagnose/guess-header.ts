import { type Guess, type Mismatch, signed, signedHeader } from './guess.ts'

/** Headers that HTTP libraries set or change after a request has been signed, with values they are known to have. */
const unsteady: Readonly<Record<string, readonly string[]>> = {
  connection: ['', 'keep-alive', 'close', 'Keep-Alive'],
  'content-length': ['', '0'],
  'content-type': ['', 'application/json', 'application/json; charset=utf-8', 'text/plain;charset=UTF-8'],
  'accept-encoding': ['', 'gzip, deflate', 'gzip,deflate', 'gzip', 'identity'],
  accept: ['', '*/*', 'application/json'],
  'user-agent': [''],
  'transfer-encoding': ['', 'chunked'],
}

/** A signed header, or the method, was changed after signing. */
export function guessHeaders({ request, signable }: Mismatch): Guess[] {
  const length = String(request.body?.length ?? 0)
  return [
    ...signable.headers.flatMap(([name, value]) =>
      [...(unsteady[name] ?? []), ...(name === 'content-length' ? [length] : [])]
        .filter((candidate) => candidate !== value)
        .map((candidate) =>
          signedHeader(
            'header',
            name,
            candidate,
            `The header '${name}' differs: the client signed '${candidate}' and sent '${value}'. Something between ` +
              'signer and socket changes it; leave it out of the signature.',
          ),
        ),
    ),
    ...['GET', 'POST', 'PUT', 'DELETE', 'HEAD']
      .filter((method) => method !== signable.method)
      .map((method) =>
        signed(
          'method',
          { method },
          `The method differs: the client signed '${method}' and sent '${signable.method}'.`,
        ),
      ),
  ]
}
