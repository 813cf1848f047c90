import { type RouteConfig, createRoute, z } from "@hono/zod-openapi"
import { PAGE, Cursor } from "../library/inputs.ts"
import type { ProblemName } from "./problems.ts"
import { answers, asked, body, secured, written } from "./route.ts"
import { KeyHeader, common, whole } from "./schemas.ts"

/** What a route that gives a command says of itself. */
export interface Saying {
  readonly operationId: string
  readonly summary: string
  /** What an acceptance means, in a word. */
  readonly accepted: string
  readonly problems?: readonly ProblemName[]
}

/**
 * What every domain's routes share: an entity and lists of them as they are read, and what becomes of a command. Concrete
 * schemas in, concrete types out.
 */
export const resource = <
  Id extends z.ZodType,
  const Statuses extends readonly string[],
  Kept extends z.core.$ZodLooseShape,
  const Items extends string,
>({
  items,
  list: { operationId, summary },
  name,
  example,
  id,
  statuses,
  kept,
  listed,
}: {
  /** As in the path: `/v1/<items>`. */
  readonly items: Items
  /** What the schema of one is called; that of several has an s. */
  readonly name: string
  readonly example: string
  readonly id: Id
  readonly statuses: Statuses
  readonly kept: Kept
  readonly list: { readonly operationId: string; readonly summary: string }
  /** Several of them under their name, be it what is listed or its schema. */
  readonly listed: <Several>(several: Several) => { readonly [Name in Items]: Several }
}) => {
  const status = z.enum(statuses)
  const entity = z.strictObject({ id, status, ...kept }).openapi(name)
  const params = z.object({ id: id.clone().openapi({ param: { name: "id", in: "path", required: true }, example }) })
  const query = z.strictObject({
    status: status.optional(),
    limit: whole(1, PAGE.max, PAGE.usual),
    cursor: Cursor.clone().optional().openapi({ description: "Where to go on: the `next` of the page before." }),
  })
  const page = z
    .strictObject({
      ...listed(z.array(entity).readonly()),
      next: Cursor.clone()
        .nullable()
        .openapi({ description: "Where the next page goes on, as `cursor`; null at the end." }),
    })
    .openapi(`${name}s`)
  const change = { id, status, ...common }
  const commandRoute = <
    const Verb extends string,
    const Request extends NonNullable<RouteConfig["request"]>,
    Answer extends z.ZodType,
  >(
    verb: Verb,
    request: Request,
    answer: Answer,
    { operationId, summary, accepted, problems = [] }: Saying,
    always: readonly ProblemName[],
  ) =>
    createRoute({
      ...secured,
      method: "post",
      path: `/v1/${items}/{id}/${verb}`,
      operationId,
      summary,
      request,
      responses: answers(answer, accepted, "refused", "unknown", ...problems, ...always),
    })
  return {
    entity,
    page,
    params,
    status,
    /** An entity after a command, in the words of the answer. */
    change,
    list: createRoute({
      ...secured,
      method: "get",
      path: `/v1/${items}`,
      operationId,
      summary,
      request: { query },
      responses: answers(page, "A page of them", "malformed"),
    }),
    /** Reads one. */
    show: <const Path extends string, Answer extends z.ZodType>(
      path: Path,
      {
        operationId,
        summary,
        answer,
      }: { readonly operationId: string; readonly summary: string; readonly answer: Answer },
    ) =>
      createRoute({
        ...secured,
        method: "get",
        path: `/v1/${items}/{id}${path}`,
        operationId,
        summary,
        request: { params },
        responses: answers(answer, "As it is", "malformed", "unknown"),
      }),
    /** Gives a command without words to one. */
    command: <const Verb extends string, Answer extends z.ZodType>(verb: Verb, answer: Answer, saying: Saying) =>
      commandRoute(verb, { params, headers: KeyHeader }, answer, saying, asked),
    /** Gives a command with a body to one. */
    commandWith: <const Verb extends string, Answer extends z.ZodType, Body extends z.ZodType>(
      verb: Verb,
      given: Body,
      answer: Answer,
      saying: Saying,
    ) => commandRoute(verb, { params, headers: KeyHeader, body: body(given) }, answer, saying, written),
  }
}
