/** What workflows need to learn the end of what they started. Only workflows call these functions: they have no route. */
package io.glueconnector.completion;
