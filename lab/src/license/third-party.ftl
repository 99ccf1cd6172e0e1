Libraries that Jacquard is shipped with, and their licences.

<#list dependencyMap as e>
<#assign project = e.getKey()/>
<#assign licenses = e.getValue()/>
${project.groupId}:${project.artifactId}:${project.version}
    <#list licenses as license>${license}<#if license_has_next> or </#if></#list>
</#list>
