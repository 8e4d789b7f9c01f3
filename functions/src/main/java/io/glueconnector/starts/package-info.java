/** What became of starts. */
package io.glueconnector.starts;
