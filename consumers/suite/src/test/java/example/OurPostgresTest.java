package example;

import org.junit.platform.suite.api.ConfigurationParameter;
import org.junit.platform.suite.api.IncludeClassNamePatterns;
import org.junit.platform.suite.api.IncludeTags;
import org.junit.platform.suite.api.SelectPackages;
import org.junit.platform.suite.api.Suite;

@Suite
@SelectPackages("io.replicatedpostgres.scenarios")
@IncludeClassNamePatterns(".*Scenarios")
@IncludeTags("SLT-01")
@ConfigurationParameter(key = "replicatedpostgres.settings", value = "our.conf")
class OurPostgresTest {}
