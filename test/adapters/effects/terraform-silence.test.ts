import { describe, expect, it } from "vitest"
import { type Part, inspect, only } from "./plans.ts"

/** What the reader passed in silence once, and its neighbours: nothing that gives, opens, runs or guards is silent. */

const words = (text: string): readonly string[] => text.trim().split(/\s+/)

describe("types that are about access, each of whose changes is told", () => {
  it.each(
    words(`
      google_firebaserules_ruleset google_firebaserules_release google_gke_hub_membership google_gke_hub_membership_binding
      google_tags_tag_key google_tags_tag_value google_tags_tag_binding google_tags_location_tag_binding
      google_site_verification_owner google_site_verification_web_resource google_sql_ssl_cert google_endpoints_service
      google_firebase_app_check_debug_token google_firebase_storage_bucket google_compute_instance_settings
      google_public_ca_external_account_key google_monitoring_monitored_project
      aws_lightsail_bucket_resource_access aws_lightsail_key_pair aws_opensearch_authorize_vpc_endpoint_access
      aws_opensearch_inbound_connection_accepter aws_opensearch_domain_saml_options aws_opensearchserverless_security_config
      aws_directory_service_shared_directory aws_directory_service_shared_directory_accepter aws_directory_service_trust
      aws_iot_certificate aws_iot_policy_attachment aws_iot_thing_principal_attachment aws_iot_thing_group_membership
      aws_iot_ca_certificate aws_iot_authorizer aws_iot_role_alias aws_fms_admin_account
      aws_detective_organization_admin_account aws_detective_member aws_detective_invitation_accepter
      aws_guardduty_organization_admin_account aws_guardduty_member aws_guardduty_invite_accepter
      aws_macie2_organization_admin_account aws_macie2_member aws_macie2_invitation_accepter
      aws_securityhub_organization_admin_account aws_securityhub_member aws_securityhub_invite_accepter
      aws_inspector2_member_association aws_auditmanager_organization_admin_account_registration aws_auditmanager_framework_share
      aws_vpc_ipam_organization_admin_account
      aws_servicecatalog_organizations_access aws_servicecatalog_portfolio_share aws_servicecatalog_principal_portfolio_association
      aws_servicecatalog_product_portfolio_association aws_servicecatalog_constraint
      aws_appstream_user aws_appstream_user_stack_association aws_workspacesweb_trust_store aws_finspace_kx_user
      aws_dsql_cluster_peering aws_acmpca_permission aws_acmpca_policy aws_cleanrooms_membership
      aws_config_aggregate_authorization aws_oam_link aws_oam_sink_policy aws_s3_bucket_abac aws_s3vectors_vector_bucket_policy
      aws_s3control_multi_region_access_point_policy aws_s3control_object_lambda_access_point_policy
      aws_sagemaker_model_package_group_policy aws_schemas_registry_policy aws_signer_signing_profile_permission
      aws_msk_scram_secret_association aws_msk_single_scram_secret_association aws_redshift_authentication_profile
      aws_redshift_partner aws_transfer_certificate aws_transfer_profile aws_verifiedpermissions_policy
      aws_verifiedpermissions_identity_source aws_ssm_service_setting aws_backup_global_settings aws_securitylake_subscriber
      aws_ecr_replication_configuration aws_dataexchange_revision aws_chime_voice_connector_termination_credentials
      aws_codecommit_approval_rule_template aws_ec2_instance_connect_endpoint aws_mq_configuration
      aws_msk_configuration
      azurerm_api_management_user azurerm_api_management_group azurerm_api_management_group_user
      azurerm_api_management_product_group azurerm_api_management_identity_provider_aad
      azurerm_api_management_policy azurerm_api_management_api_policy azurerm_api_management_product_policy
      azurerm_api_management_api_operation_policy azurerm_api_management_workspace_policy azurerm_api_management_policy_fragment
      azurerm_cosmosdb_postgresql_role azurerm_cosmosdb_mongo_user_definition azurerm_vmware_express_route_authorization
      azurerm_iothub_certificate azurerm_iothub_dps_certificate azurerm_key_vault_managed_storage_account
      azurerm_management_group azurerm_management_group_subscription_association
      azurerm_data_share azurerm_storage_object_replication azurerm_virtual_desktop_host_pool_registration_info
      azurerm_aadb2c_directory azurerm_datadog_monitor_sso_configuration azurerm_eventgrid_partner_registration
    `),
  )("%s", (type) => {
    expect(inspect({ type, after: {} })).toMatchObject({ resolved: true, iam: [{ type, iam: "changed" }] })
    expect(only({ type, actions: ["delete"], before: {}, after: null }).iam).toBe("changed")
  })
})

describe("types that guard an account, a project or what is in them, told as access: they say who is kept off", () => {
  it.each(
    words(`
      google_project_access_approval_settings google_folder_access_approval_settings
      google_organization_access_approval_settings google_resource_manager_lien google_binary_authorization_policy
      google_clouddeploy_deploy_policy google_securityposture_posture_deployment google_billing_project_info
      google_logging_project_exclusion google_logging_organization_settings
      aws_ebs_snapshot_block_public_access aws_ec2_image_block_public_access aws_ec2_serial_console_access
      aws_ec2_instance_metadata_defaults aws_ec2_allowed_images_settings aws_ebs_encryption_by_default
      aws_emr_block_public_access_configuration aws_backup_region_settings aws_backup_vault_lock_configuration
      aws_controltower_control aws_config_remediation_configuration
      aws_quicksight_account_settings azurerm_data_protection_resource_guard
      azurerm_recovery_services_vault_resource_guard_association azurerm_security_center_subscription_pricing
      azurerm_security_center_auto_provisioning
    `),
  )("%s", (type) => {
    expect(inspect({ type, after: {} })).toMatchObject({ resolved: true, iam: [{ type, iam: "changed" }] })
  })

  it.each(["aws_ebs_snapshot_block_public_access", "aws_ec2_image_block_public_access"])(
    "%s that blocks nothing lets everybody in",
    (type) => {
      expect(only({ type, after: { state: "unblocked" } }).iam).toBe("granted-to-world")
      expect(only({ type, after: { state: "block-new-sharing" } }).iam).toBe("changed")
    },
  )
  it("a copy of the traffic is handed to somebody: access, and the network", () => {
    for (const type of ["aws_ec2_traffic_mirror_session", "google_compute_packet_mirroring"])
      expect(only({ type, after: {} })).toMatchObject({ iam: "changed", network: "changed" })
  })
  it("but a state of another type is no matter of access", () => {
    expect(
      only({ type: "aws_cloudwatch_event_rule", actions: ["update"], before: { state: "a" }, after: { state: "b" } })
        .iam,
    ).toBe("none")
  })
})

describe("types that are about the network", () => {
  it.each(
    words(`
      aws_ec2_local_gateway_route aws_ec2_local_gateway_route_table_vpc_association aws_ec2_carrier_gateway
      aws_ec2_traffic_mirror_session aws_ec2_traffic_mirror_filter aws_ec2_traffic_mirror_target
      aws_ec2_traffic_mirror_filter_rule
      aws_apprunner_vpc_connector aws_opensearch_vpc_endpoint aws_elasticsearch_vpc_endpoint
      aws_opensearchserverless_vpc_endpoint aws_msk_vpc_connection aws_odb_network_peering_connection
      aws_directory_service_conditional_forwarder aws_lightsail_domain_entry
      aws_lightsail_static_ip aws_workspaces_ip_group aws_workspacesweb_ip_access_settings aws_appmesh_virtual_router
      azurerm_app_service_virtual_network_swift_connection azurerm_app_service_hybrid_connection
      azurerm_web_app_hybrid_connection azurerm_monitor_private_link_scoped_service
      azurerm_search_shared_private_link_service azurerm_databricks_virtual_network_peering
      azurerm_palo_alto_local_rulestack_prefix_list azurerm_machine_learning_workspace_network_outbound_rule_fqdn
      google_apigee_endpoint_attachment google_beyondcorp_app_connection google_compute_packet_mirroring
      google_compute_public_delegated_prefix google_compute_region_target_http_proxy
      google_datastream_private_connection google_vmwareengine_external_address google_edgenetwork_network
      google_service_directory_endpoint google_app_engine_application_url_dispatch_rules
    `),
  )("%s", (type) => {
    expect(inspect({ type, after: {} }).network).toMatchObject([{ type, network: "changed" }])
  })
})

describe("attributes by which people get in", () => {
  it.each<[string, string, unknown]>([
    ["key_name", "aws_instance", "ops"],
    ["key_name", "aws_launch_template", "ops"],
    ["key_pair_name", "aws_lightsail_instance", "ops"],
    ["ec2_ssh_key", "aws_eks_node_group", "ops"],
    ["enable_execute_command", "aws_ecs_service", true],
    ["enable_http_endpoint", "aws_rds_cluster", true],
    ["user_group_ids", "aws_elasticache_replication_group", ["a"]],
    ["acl_name", "aws_memorydb_cluster", "open-access"],
    ["ssh_keys", "azurerm_virtual_machine", [{ key_data: "ssh-ed25519 A" }]],
    ["ssh_key", "azurerm_kubernetes_cluster", [{ key_data: "ssh-ed25519 A" }]],
    ["sharing", "azurerm_shared_image_gallery", [{ permission: "Community" }]],
  ])("%s of %s is a change of access; as it was, it isn't", (name, type, value) => {
    expect(only({ type, after: { [name]: value } }).iam).toBe("changed")
    const kept = { [name]: value, x: 1 }
    expect(only({ type, actions: ["update"], before: kept, after: { ...kept, x: 2 } }).iam).toBe("none")
    expect(only({ type, actions: ["update"], before: kept, after: { x: 1 } }).iam).toBe("changed")
  })
  it("keys in what a machine of Google's is told are as well", () => {
    for (const name of ["windows-keys", "serial-port-enable", "enable-oslogin-2fa"])
      expect(only({ type: "google_compute_instance", after: { metadata: { [name]: "x" } } }).iam).toBe("changed")
  })
  it("that a key is handed on is enough: its name may come only after apply", () => {
    expect(inspect({ unknown: { key_name: true } })).toMatchObject({ resolved: true, iam: [{ iam: "changed" }] })
  })
  it("but a key that encrypts lets nobody in", () => {
    for (const type of ["azurerm_storage_account_customer_managed_key", "google_container_cluster"])
      expect(only({ type, after: { key_name: "disk" } }).iam).toBe("none")
  })
  it("and no command being run is nothing", () => {
    expect(only({ type: "aws_ecs_service", after: { enable_execute_command: false } }).iam).toBe("none")
  })
})

describe("Elastic Beanstalk names its attributes in settings", () => {
  const type = "aws_elastic_beanstalk_environment"
  const setting = (name: string, value?: string) => ({ namespace: "aws:autoscaling:launchconfiguration", name, value })
  const update = (before: readonly object[], after: readonly object[], further: Part = {}) =>
    only({ type, actions: ["update"], before: { setting: before }, after: { setting: after }, ...further })

  it.each(["IamInstanceProfile", "EC2KeyName", "ServiceRole"])("%s is a change of access", (name) => {
    expect(only({ type, after: { setting: [setting(name, "a")] } }).iam).toBe("changed")
    expect(update([setting(name, "a")], [setting(name, "b")]).iam).toBe("changed")
    expect(update([setting(name, "a")], []).iam).toBe("changed")
    expect(
      update([setting(name, "a"), setting("MaxSize", "2")], [setting("MaxSize", "3"), setting(name, "a")]).iam,
    ).toBe("none")
    expect(
      only({ type: "aws_elastic_beanstalk_configuration_template", after: { setting: [setting(name, "a")] } }).iam,
    ).toBe("changed")
  })
  it("also where its value is known only after apply", () => {
    const after = { setting: [setting("IamInstanceProfile")] }
    expect(inspect({ type, after, unknown: { setting: [{ value: true }] } })).toMatchObject({
      iam: [{ iam: "changed" }],
    })
    expect(inspect({ type, unknown: { setting: true } }).unresolved).toEqual([
      `${type}.x: setting is known only after apply`,
    ])
  })
  it("a public balancer or address opens to the world", () => {
    expect(only({ type, after: { setting: [setting("ELBScheme", "public")] } }).network).toBe("opened-to-world")
    expect(only({ type, after: { setting: [setting("ELBScheme", "internal")] } }).network).toBe("changed")
    expect(only({ type, after: { setting: [setting("AssociatePublicIpAddress", "true")] } }).network).toBe(
      "opened-to-world",
    )
    expect(
      only({ type, after: { setting: [setting("SSHSourceRestriction", "tcp, 22, 22, 0.0.0.0/0")] } }).network,
    ).toBe("opened-to-world")
  })
  it("an ordinary setting is silent, and so is one of that name elsewhere", () => {
    expect(inspect({ type, after: { setting: [setting("MaxSize", "3")] } })).toMatchObject({ iam: [], network: [] })
    expect(only({ type: "aws_ecs_cluster", after: { setting: [setting("ServiceRole", "x")] } }).iam).toBe("none")
  })
})

describe("what runs may do anything", () => {
  it.each(
    words(`
      aws_redshiftdata_statement aws_datapipeline_pipeline_definition aws_imagebuilder_workflow google_dataproc_job
      google_bigquery_job google_storage_batch_operations_job azurerm_function_app_function azurerm_mssql_job_step
      azurerm_logic_app_trigger_custom azurerm_gallery_application_version azurerm_stack_hci_extension
      azurerm_cosmosdb_sql_stored_procedure azurerm_cosmosdb_sql_trigger aws_cloudfront_function
    `),
  )("%s", (type) => {
    expect(inspect({ type, after: {} }).unresolved).toEqual([
      `${type}.x: runs code or a template of its own, which may do anything`,
    ])
  })
  it.each([
    ["aws_osis_pipeline", "pipeline_configuration_body"],
    ["aws_sagemaker_studio_lifecycle_config", "studio_lifecycle_config_content"],
    ["azurerm_data_factory_pipeline", "activities_json"],
  ])("%s has code in %s", (type, name) => {
    expect(inspect({ type, after: { [name]: "x" } }).unresolved).toEqual([
      `${type}.x: ${name} is code, which may do anything where it runs`,
    ])
  })
})

describe("what protects and falls", () => {
  it.each<[string, string, unknown, unknown]>([
    ["aws_instance", "http_tokens", "required", "optional"],
    ["azurerm_linux_virtual_machine", "disable_password_authentication", true, false],
    ["azurerm_linux_web_app", "ftp_publish_basic_authentication_enabled", false, true],
    ["azurerm_linux_web_app", "webdeploy_publish_basic_authentication_enabled", false, true],
    ["azurerm_storage_account", "local_user_enabled", false, true],
    ["azurerm_storage_account", "sftp_enabled", false, true],
    ["azurerm_storage_account", "cross_tenant_replication_enabled", false, true],
    ["azurerm_postgresql_flexible_server", "password_auth_enabled", false, true],
    ["azurerm_redis_cache", "access_keys_authentication_enabled", false, true],
    ["azurerm_api_management_product", "subscription_required", true, false],
    ["azurerm_api_management_product", "approval_required", true, false],
    ["google_firebase_app_check_service_config", "enforcement_mode", "ENFORCED", "UNENFORCED"],
    ["google_model_armor_floorsetting", "enable_floor_setting_enforcement", true, false],
    ["aws_rbin_rule", "retention_period_value", 30, 7],
    ["aws_securityhub_standards_control", "control_status", "ENABLED", "DISABLED"],
    ["aws_securityhub_standards_control_association", "association_status", "ENABLED", "DISABLED"],
    ["aws_ec2_instance_state", "state", "running", "stopped"],
  ])("%s: %s from %j to %j", (type, name, on, off) => {
    const update = (before: unknown, after: unknown) =>
      only({ type, actions: ["update"], before: { [name]: before }, after: { [name]: after } })
    expect(update(on, off).lowered).toEqual([name])
    expect(Object.keys(update(off, on))).not.toContain("lowered")
  })
})
