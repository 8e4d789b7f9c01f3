/** Jobs and their runs. */
package io.glueconnector.jobs;
