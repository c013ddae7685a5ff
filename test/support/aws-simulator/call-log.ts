/** A call as the simulator has seen it. */
export interface LoggedCall {
  /** `es`, `rds`, `sts`. */
  readonly service: string
  readonly operation: string
  readonly input: Readonly<Record<string, unknown>>
  readonly accessKeyId: string
  /** When it came, on the simulator's clock. */
  readonly at: number
  /** `ok`, an error's code on the wire, or `lost`, `silent`, `html 502`; `undefined` while it is under way. */
  code?: string
}

/** Whether an operation changes anything in an account. */
export const isWrite = (operation: string): boolean => !/^(Describe|List|Get)/.test(operation)

/** Whether a call was of something that is not there, so that it would have changed nothing. */
export const isOfNothing = ({ code = '' }: LoggedCall): boolean => /NotFound(Exception|Fault)?$/.test(code)

/** A call in a line: `CreateDomain vaf-a: ok`. */
export function callLine({ operation, input, code = 'under way' }: LoggedCall): string {
  const id = input.DomainName ?? input.DBInstanceIdentifier ?? input.DBClusterIdentifier
  return `${operation}${id === undefined ? '' : ` ${id}`}: ${code}`
}
