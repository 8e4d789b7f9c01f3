<#list dependencyMap as entry>
<#assign component = entry.getKey()>
${component.groupId}:${component.artifactId}:${component.version} - ${entry.getValue()?join(", ")}
</#list>
