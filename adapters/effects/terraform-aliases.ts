/** Attributes that stand under a name that means other things elsewhere, or under many. Data only; names are the providers' own. */

interface Alias {
  readonly of: RegExp
  readonly name: RegExp
  /** The block that it stands in. */
  readonly block?: RegExp
  /** What its value says… */
  readonly value?: RegExp
  /** …or the `arn` beside it. */
  readonly arn?: RegExp
  /** The name that the other lists know it by. */
  readonly as: string
}

/** What a schedule or a rule calls by itself: any operation of AWS, or a document of commands. */
const CALLED = /:aws-sdk:|:document\//

export const ALIASES: readonly Alias[] = [
  // Commands in place, which say what an image that is known does
  {
    of: /^google_cloud_run_|^azurerm_container_(?:app|group)|^aws_(?:batch_job_definition|ecs_task_definition|lightsail_container_service_deployment_version)$/,
    name: /^(?:commands?|args|entryPoint)$/,
    as: "container_command",
  },
  { of: /^aws_(?:scheduler_schedule|cloudwatch_event_target)$/, name: /^command$/, as: "container_command" },
  {
    of: /^aws_(?:scheduler_schedule|cloudwatch_event_target)$/,
    name: /^(?:arn|input|input_transformer|run_command_targets)$/,
    arn: CALLED,
    as: "called_operation",
  },
  { of: /^google_/, name: /(?:startup|shutdown|specialize)-script/, as: "startup-script" },
  { of: /^google_/, name: /^(?:cloud-config|gce-container-declaration|user-data)$/, as: "user-data" },
  { of: /^aws_glue_job$/, name: /^(?:script_location|--extra-py-files|--extra-jars)$/, as: "script_location" },
  { of: /^azurerm_.*batch_pool$/, name: /^command_line$/, as: "container_command" },
  // Where data goes to
  { of: /^google_logging_\w+_sink$/, name: /^destination$/, as: "data_destination" },
  { of: /^aws_cloudwatch_log_subscription_filter$/, name: /^destination_arn$/, as: "data_destination" },
  { of: /^aws_sns_topic_subscription$/, name: /^endpoint$/, value: /^https?:/i, as: "data_destination" },
  { of: /^aws_kinesis_firehose_delivery_stream$/, name: /^(?:bucket_arn|url|hec_endpoint)$/, as: "data_destination" },
  {
    of: /^aws_s3_bucket(?:_replication_configuration)?$/,
    name: /^(?:bucket|account)$/,
    block: /^destination$/,
    as: "data_destination",
  },
  // Where code comes from
  {
    of: /^aws_codebuild_project$/,
    name: /^location$/,
    block: /^(?:source|secondary_sources)$/,
    as: "data_destination",
  },
]

/** Variables of the environment that make a runtime load or run something, and what their values say where they do. */
export const ENVIRONMENT: ReadonlyMap<string, RegExp> = new Map([
  ["AWS_LAMBDA_EXEC_WRAPPER", /./],
  ["LD_PRELOAD", /./],
  ["LD_AUDIT", /./],
  ["BASH_ENV", /./],
  ["PYTHONSTARTUP", /./],
  ["DOTNET_STARTUP_HOOKS", /./],
  ["NODE_OPTIONS", /--(?:require|import|loader|experimental-loader|eval|inspect)|(?:^|\s)-[re]\b/],
  ["RUBYOPT", /-r/],
  ["PERL5OPT", /-[mM]/],
  ...["JAVA_TOOL_OPTIONS", "JDK_JAVA_OPTIONS", "_JAVA_OPTIONS"].map(
    (name) => [name, /-(?:javaagent|agentlib|agentpath|Xrun)|-XX:On/] as const,
  ),
])
