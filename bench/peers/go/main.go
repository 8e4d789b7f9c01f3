// The function as commonly written in Go: the SDK's clients, created at the start or on first use of a connection.
package main

import (
	"context"
	"crypto/rand"
	"encoding/json"
	"log"
	"os"
	"strconv"
	"time"

	"github.com/aws/aws-lambda-go/lambda"
	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/config"
	"github.com/aws/aws-sdk-go-v2/credentials"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"
	"github.com/aws/aws-sdk-go-v2/service/glue"
	"github.com/aws/aws-sdk-go-v2/service/secretsmanager"
)

type event struct {
	Connection     string `json:"connection"`
	Name           string `json:"name"`
	IdempotencyKey string `json:"idempotencyKey"`
}

type page struct {
	Names  []string `json:"names"`
	Marker *string  `json:"marker,omitempty"`
}

type started struct {
	JobRunID  string `json:"jobRunId"`
	Replayed  bool   `json:"replayed"`
	Protected bool   `json:"protected"`
}

type functions struct {
	settings aws.Config
	secrets  *secretsmanager.Client
	dynamoDb *dynamodb.Client
	clients  map[string]*glue.Client
}

func main() {
	settings, err := config.LoadDefaultConfig(context.Background())
	if err != nil {
		log.Fatal(err)
	}
	its := &functions{
		settings: settings,
		secrets:  secretsmanager.NewFromConfig(settings),
		dynamoDb: dynamodb.NewFromConfig(settings),
		clients:  map[string]*glue.Client{},
	}
	if os.Getenv("_HANDLER") == "startJobRun" {
		lambda.Start(its.startJobRun)
	}
	lambda.Start(its.listJobs)
}

func (its *functions) glue(ctx context.Context, connection string) (*glue.Client, error) {
	if client, known := its.clients[connection]; known {
		return client, nil
	}
	name := os.Getenv("CONNECTION_PREFIX") + connection
	value, err := its.secrets.GetSecretValue(ctx, &secretsmanager.GetSecretValueInput{SecretId: &name})
	if err != nil {
		return nil, err
	}
	var secret struct{ AccessKeyId, SecretAccessKey string }
	if err := json.Unmarshal([]byte(*value.SecretString), &secret); err != nil {
		return nil, err
	}
	its.clients[connection] = glue.NewFromConfig(its.settings, func(options *glue.Options) {
		options.Credentials = credentials.NewStaticCredentialsProvider(secret.AccessKeyId, secret.SecretAccessKey, "")
	})
	return its.clients[connection], nil
}

func (its *functions) listJobs(ctx context.Context, request event) (page, error) {
	client, err := its.glue(ctx, request.Connection)
	if err != nil {
		return page{}, err
	}
	jobs, err := client.ListJobs(ctx, &glue.ListJobsInput{MaxResults: aws.Int32(50)})
	if err != nil {
		return page{}, err
	}
	return page{Names: jobs.JobNames, Marker: jobs.NextToken}, nil
}

func (its *functions) startJobRun(ctx context.Context, request event) (started, error) {
	client, err := its.glue(ctx, request.Connection)
	if err != nil {
		return started{}, err
	}
	token := rand.Text()
	if err := its.claim(ctx, request.IdempotencyKey, token); err != nil {
		return started{}, err
	}
	arguments := map[string]string{"--glue-connector-start-token": token}
	run, err := client.StartJobRun(ctx, &glue.StartJobRunInput{JobName: &request.Name, Arguments: arguments})
	if err != nil {
		return started{}, err
	}
	answer := started{JobRunID: *run.JobRunId, Protected: true}
	return answer, its.commit(ctx, request.IdempotencyKey, token, answer)
}

func (its *functions) claim(ctx context.Context, key, token string) error {
	expiresAt := strconv.FormatInt(time.Now().Unix()+3196800, 10)
	_, err := its.dynamoDb.PutItem(ctx, &dynamodb.PutItemInput{
		TableName: aws.String(os.Getenv("STARTS_TABLE")),
		Item: map[string]types.AttributeValue{
			"startId":   text(key),
			"state":     text("STARTING"),
			"token":     text(token),
			"expiresAt": &types.AttributeValueMemberN{Value: expiresAt},
		},
		ConditionExpression:                 aws.String("attribute_not_exists(startId)"),
		ReturnValuesOnConditionCheckFailure: types.ReturnValuesOnConditionCheckFailureAllOld,
	})
	return err
}

func (its *functions) commit(ctx context.Context, key, token string, answer started) error {
	run, err := json.Marshal(map[string]string{"jobRunId": answer.JobRunID})
	if err != nil {
		return err
	}
	_, err = its.dynamoDb.UpdateItem(ctx, &dynamodb.UpdateItemInput{
		TableName:                aws.String(os.Getenv("STARTS_TABLE")),
		Key:                      map[string]types.AttributeValue{"startId": text(key)},
		UpdateExpression:         aws.String("SET #state = :started, answer = :answer"),
		ConditionExpression:      aws.String("#token = :token"),
		ExpressionAttributeNames: map[string]string{"#state": "state", "#token": "token"},
		ExpressionAttributeValues: map[string]types.AttributeValue{
			":started": text("STARTED"),
			":answer":  text(string(run)),
			":token":   text(token),
		},
	})
	return err
}

func text(value string) types.AttributeValue {
	return &types.AttributeValueMemberS{Value: value}
}
