/**
 * What a program that is run gets of this one's environment: nothing that would add arguments to those that are given here
 * (`TF_CLI_ARGS`, `TF_CLI_ARGS_apply`), no permit and no API key.
 */
const WITHHELD = /^(?:INTERLOCK_|TF_CLI_ARGS(?:_|$))/

export const environment = (own: NodeJS.ProcessEnv = process.env): NodeJS.ProcessEnv =>
  Object.fromEntries(Object.entries(own).filter(([name]) => !WITHHELD.test(name)))
