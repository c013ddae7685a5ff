/** A call as the simulator has seen it. */
export interface LoggedCall {
  /** `es`, `rds`, `sts`. */
  readonly service: string
  readonly operation: string
  readonly input: Readonly<Record<string, unknown>>
  readonly accessKeyId: string
  /** For which region it is signed; empty where it is not. */
  readonly region: string
  /** When it came, on the simulator's clock. */
  readonly at: number
  /** `ok`, an error's code on the wire, or `lost`, `silent`, `html 502`; `undefined` while it is under way. */
  code?: string
}

/** Whether an operation changes anything in an account. */
export const isWrite = (operation: string): boolean => !/^(Describe|List|Get)/.test(operation)

/** A call in a line: `CreateDomain vaf-a: ok`. */
export function callLine({ operation, input, code = 'under way' }: LoggedCall): string {
  const id = input.DomainName ?? input.DBInstanceIdentifier ?? input.DBClusterIdentifier
  return `${operation}${id === undefined ? '' : ` ${id}`}: ${code}`
}
